import { randomInt } from 'node:crypto';

const ADJECTIVES =
  'able bold brave calm clean clever crisp eager fair fleet fond gentle glad grand keen kind light lively lucid merry mild neat nimble proud quick quiet rare ready sharp sleek smart snug solid spry stout sunny swift tidy vivid warm wise'.split(
    ' ',
  );
const NOUNS =
  'ant bat bear bee cat crab crane crow deer dog dove duck eel elk fawn finch fish fox frog goat goose hare hawk hen heron horse ibis jay koi lamb lark loon lynx mole moth newt otter owl panda quail ram raven robin seal shrew skink sloth snail stork swan toad trout vole wasp wren'.split(
    ' ',
  );

/** A name for a run that was given none, e.g. `nimble-otter-482`. */
export function inventRunName(): string {
  const pick = (words: string[]): string => words[randomInt(words.length)]!;
  return `${pick(ADJECTIVES)}-${pick(NOUNS)}-${randomInt(1000)}`;
}
