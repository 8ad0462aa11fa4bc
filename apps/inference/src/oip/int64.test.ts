import { describe, expect, test } from 'vitest';
import { readJsonData } from './json-data.ts';
import { readOipBody } from './read-body.ts';

const parse = (text: string, keepsDigits = true) =>
  readOipBody({ body: Buffer.from(text), headers: {} } as never, { limitBytes: 1000, keepsDigits });
const values = async (text: string, datatype: 'INT64' | 'UINT64' | 'FP64'): Promise<unknown[]> => {
  const data = (await parse(text)).json;
  const { length } = data as unknown[];
  return [...(readJsonData('x', datatype, { data, count: length }) as BigInt64Array)];
};

describe('64-bit integers in JSON', () => {
  test('keep their last digit up to the ends of the range', async () => {
    expect(await values('[9007199254740993, -9223372036854775808, 9223372036854775807, 7]', 'INT64')).toEqual(
      [9007199254740993n, -9223372036854775808n, 9223372036854775807n, 7n],
    );
    expect(await values('[18446744073709551615]', 'UINT64')).toEqual([18446744073709551615n]);
  });

  test('are refused beyond their range', async () => {
    await expect(values('[9223372036854775808]', 'INT64')).rejects.toThrow(
      /received 9223372036854775808 at element 0/,
    );
    await expect(values('[-1]', 'UINT64')).rejects.toThrow(/received -1 at element 0/);
  });

  test('are plain numbers where a float is asked for, and digits after a point cost nothing', async () => {
    expect(await values('[12345678901234567890, 0.5000000000000001]', 'FP64')).toEqual([
      12345678901234567000, 0.5000000000000001,
    ]);
    expect((await parse('[12345678901234567890]', false)).json).toEqual([12345678901234567000]);
  });
});
