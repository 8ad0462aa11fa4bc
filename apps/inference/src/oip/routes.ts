import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ModelCatalog } from '../model/model-catalog.ts';
import type { ServedModel } from '../model/served-model.ts';
import { modelNotReady } from '../errors.ts';
import { answerInferRequest, type InferContext } from './infer.ts';
import { readOipBody } from './read-body.ts';

export interface OipOptions extends InferContext {
  catalog: ModelCatalog;
  bodyLimitBytes: number;
  notReadyBecause: () => string | null;
}

const PLATFORM = 'onnx_onnxv1';
const tags = ['Open Inference Protocol v2'];

/** The Open Inference Protocol v2 over REST, as KServe, Triton and MLServer speak it. */
export function registerOipRoutes(server: FastifyInstance, options: OipOptions): void {
  void server.register(async (oip) => {
    acceptAnyBody(oip);
    answerErrorsAsPlainJson(oip);
    registerHealth(oip, options);
    for (const prefix of ['/v2/models/:name', '/v2/models/:name/versions/:version'])
      registerModel(oip, prefix, options);
  });
}

/** Clients send no content type, or a wrong one, which Fastify would refuse before any parser sees it. */
function acceptAnyBody(oip: FastifyInstance): void {
  oip.addHook('onRequest', async (request) => {
    delete request.headers['content-type'];
  });
  oip.removeAllContentTypeParsers();
  oip.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  // The schemas of the routes are for the documentation page.
  oip.setValidatorCompiler(() => () => true);
}

/** KServe's client shows an error's text only when the content type is exactly this, without a charset. */
function answerErrorsAsPlainJson(oip: FastifyInstance): void {
  oip.addHook('onSend', async (_request, reply, payload) => {
    if (reply.statusCode < 400 || typeof payload !== 'string') return payload;
    reply.header('content-type', 'application/json');
    return Buffer.from(payload);
  });
}

function registerHealth(oip: FastifyInstance, { notReadyBecause }: OipOptions): void {
  oip.get('/v2/health/live', { schema: { summary: 'Server live', tags } }, () => ({ live: true }));
  oip.get('/v2/health/ready', { schema: { summary: 'Server ready', tags } }, (_request, reply) => {
    const reason = notReadyBecause();
    if (reason === null) return reply.send({ ready: true });
    return reply.code(503).send({ ready: false, error: reason });
  });
  const metadata = { name: 'flywheel', version: '0.1.0', extensions: ['binary_tensor_data'] };
  oip.get('/v2', { schema: { summary: 'Server metadata', tags } }, () => metadata);
  oip.get('/v2/', { schema: { hide: true } }, () => metadata);
}

interface ModelParams {
  name: string;
  version?: string;
}
const paramsOf = (request: FastifyRequest): ModelParams => request.params as ModelParams;

function registerModel(oip: FastifyInstance, prefix: string, options: OipOptions): void {
  const { catalog, bodyLimitBytes } = options;
  const find = (request: FastifyRequest) => catalog.find(paramsOf(request).name, paramsOf(request).version);
  oip.get(prefix, { schema: { summary: 'Model metadata', tags } }, (request) => {
    const slot = find(request);
    if (slot.current === null) throw modelNotReady({ name: slot.name, reason: slot.notReadyBecause! });
    return describeModel(slot.current);
  });
  oip.get(`${prefix}/ready`, { schema: { summary: 'Model ready', tags } }, (request, reply) => {
    const slot = find(request);
    const ready = slot.current !== null;
    return reply.code(ready ? 200 : 503).send({
      name: slot.name,
      ready,
      ...(!ready && { error: slot.notReadyBecause }),
    });
  });
  oip.post(`${prefix}/infer`, { schema: { summary: 'Infer', tags } }, (request, reply) =>
    find(request).use(async (model) => {
      const keepsDigits = model.inputs.some(({ datatype }) => datatype === 'INT64' || datatype === 'UINT64');
      const body = await readOipBody(request, { limitBytes: bodyLimitBytes, keepsDigits });
      const answer = await answerInferRequest(options, model, body);
      if (answer.jsonBytes === null) return reply.type('application/json').send(answer.body);
      reply.header('inference-header-content-length', String(answer.jsonBytes));
      return reply.type('application/octet-stream').send(answer.body);
    }),
  );
}

function describeModel(model: ServedModel): object {
  return {
    name: model.name,
    versions: [model.version],
    platform: PLATFORM,
    inputs: model.inputs,
    outputs: model.outputs,
  };
}
