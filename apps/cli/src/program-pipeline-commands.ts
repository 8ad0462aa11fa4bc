import { Option, type Command } from 'commander';
import { parseNumber, type Act } from './act.ts';
import { prepareData, profileData, validateData } from './commands/data.ts';
import { evaluateModel } from './commands/evaluate.ts';
import { registerModel } from './commands/register.ts';
import { trainModel } from './commands/train.ts';

/** The stages of a training job one by one, folder in and folder out: what dvc.yaml calls. */
export function addPipelineCommands(program: Command, act: Act): void {
  addDataCommands(program.command('data').description('dataset versions'), act);
  program
    .command('train')
    .description('stage 2: compare the candidates, fit the best, write the model package')
    .requiredOption('--dataset <folder>', 'a dataset version, made by "data prepare"')
    .requiredOption('--out <folder>', 'the model package goes here')
    .option('--project <name>', 'project', 'flights')
    .option('--seed <number>', 'seed (default: the project’s)', parseNumber)
    .action(act(trainModel));
  program
    .command('evaluate')
    .description(
      'stage 3: the model, the champion of the running registry (if any) and the base rate on the same later rows',
    )
    .requiredOption('--model <folder>', 'a model package, made by "train"')
    .requiredOption('--dataset <folder>', 'the dataset version it was trained on')
    .option('--out <file>', 'write the evaluation as JSON')
    .addOption(
      new Option('--against <what>', 'the running registry’s champion, or nobody')
        .choices(['champion', 'none'])
        .default('champion'),
    )
    .option('--project <name>', 'project', 'flights')
    .action(act(evaluateModel));
  program
    .command('register')
    .description(
      'stage 4: a run, a model version and the evaluation, in the running registry or in one started for this command',
    )
    .requiredOption('--model <folder>', 'a model package')
    .requiredOption('--dataset <folder>', 'the dataset version it was trained on')
    .requiredOption('--evaluation <file>', 'made by "evaluate"')
    .option('--out <file>', 'write run id and version as JSON')
    .option('--project <name>', 'project', 'flights')
    .action(act(registerModel));
}

function addDataCommands(data: Command, act: Act): void {
  data
    .command('prepare')
    .description('stage 1: read the source, validate, split by time, write a dataset version')
    .option('--train-from <date>', 'event time of the first training row (default: the project’s)')
    .option('--train-until <date>', 'end of the training rows and start of the test rows')
    .option('--test-until <date>', 'end of the test rows')
    .option('--out <folder>', 'copy the version here too')
    .option('--project <name>', 'project', 'flights')
    .action(act(prepareData));
  data
    .command('validate')
    .description('what is wrong with the rows of the source; writes nothing')
    .option('--from <date>', 'event time of the first row')
    .option('--until <date>', 'event time of the end')
    .option('--project <name>', 'project', 'flights')
    .action(act(validateData));
  data
    .command('profile')
    .description('what the columns of a dataset version look like')
    .requiredOption('--dataset <folder>', 'a dataset version')
    .action(act(profileData));
}
