/** The verbs and options of the command line; what a verb needs is loaded when it is called. */
import { Command } from 'commander'
import { defaultEvidenceFolder, scales } from '../claims/context.ts'
import { dataSetNames } from '../data/loadDataSet.ts'
import { activationNames } from '../networks/activations.ts'
import { lossNames } from '../networks/losses.ts'
import { providerNames } from '../providers/registry.ts'
import { packageVersion } from '../reporting/packageVersion.ts'
import {
  counterexamplePath,
  filePath,
  layerWidths,
  nonNegativeNumber,
  oneOf,
  tolerances,
  wholeNumber,
} from './optionValues.ts'
import type { SpectrumOptions } from './spectrumOptions.ts'
import { addVerb, type Verb, type VerbOption } from './strictVerb.ts'
import type { VerifyOptions } from './verify.ts'

/**
 * @returns the exit code of the verb
 * @throws CommanderError, also after `--help` and `--version`, and what the verb throws
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  const program = new Command('saddlecheck')
    .description('QuickCheck for loss curvature: published claims about saddles as executable specs')
    .version(packageVersion(), '--version', 'print the version')
    .helpCommand(false)
    // Errors are ours to print, and an option after a verb belongs to the verb.
    .configureOutput({ outputError: () => {} })
    .exitOverride()
    .enablePositionalOptions()
    .addHelpText('after', exitCodeHelp)
  let exitCode = 0
  const onEnd = (code: number): void => {
    exitCode = code
  }
  addVerb(program, spectrumVerb, onEnd)
  addVerb(program, verifyVerb, onEnd)
  addVerb(program, doctorVerb, onEnd)
  await program.parseAsync(args, { from: 'user' })
  return exitCode
}

const exitCodeHelp = `
Exit codes: 0 done; 1 no numbers, or a verdict that is not the pinned one; 2 a mistake in the options or files;
70 a bug; 130 interrupted.`

const provider: VerbOption = {
  flags: '--provider <name>',
  description: `where dense float64 work runs: ${providerNames.join(', ')} (default: SADDLECHECK_PROVIDER, else the fastest)`,
  read: oneOf('--provider', providerNames),
}

const spectrumVerb: Verb<SpectrumOptions> = {
  name: 'spectrum',
  description: "eigenvalues and certified inertia of a network's exact Hessian",
  options: [
    {
      flags: '--layers <widths>',
      description: 'from the inputs to the outputs, without blanks: 784,25,10',
      read: layerWidths('--layers'),
      required: true,
    },
    {
      flags: '--activation <name>',
      description: activationNames.join(', '),
      read: oneOf('--activation', activationNames),
      required: true,
    },
    {
      flags: '--loss <name>',
      description: lossNames.join(', '),
      read: oneOf('--loss', lossNames),
      required: true,
    },
    file(
      '--theta <file>',
      'parameters, NPY [P]: layer after layer weights [fanIn, fanOut], bias [fanOut]',
      true,
    ),
    { flags: '--no-biases', description: 'layers without biases: theta holds the weights alone' },
    {
      flags: '--data <name>',
      description: `training samples of ${dataSetNames.join(', ')}`,
      read: oneOf('--data', dataSetNames),
    },
    file('--inputs <file>', 'own samples instead of --data, NPY [N, features]'),
    file('--targets <file>', 'their labels, NPY [N] or one-hot [N, C]; for squared-error also values [N, C]'),
    {
      flags: '--l2 <weight>',
      description: 'adds weight/2 times the squared norm of theta to the loss (default: 0)',
      read: nonNegativeNumber('--l2'),
    },
    {
      flags: '--samples <count>',
      description: 'the first so many samples only',
      read: wholeNumber('--samples', 1),
    },
    {
      flags: '--counts',
      description: 'certified signs by counting alone, in a fraction of the time: no eigenvalue is computed',
    },
    {
      flags: '--tolerances <list>',
      description: 'with --counts: how many eigenvalues lie within ±τ, as in 1e-6,1e-4',
      read: tolerances('--tolerances'),
    },
    file('--out <file>', 'write all eigenvalues, ascending, NPY float64 [P]'),
    file('--hessian-out <file>', 'write the Hessian, NPY float64 [P, P]'),
    file('--json <file>', 'write the result as JSON'),
    provider,
  ],
  run: async (options, _, signal) => (await import('./spectrum.ts')).spectrum(options, signal),
}

const verifyVerb: Verb<VerifyOptions> = {
  name: 'verify',
  description: 'decide published claims and report the verdicts; all of them without a pattern',
  arguments: '[pattern...]',
  options: [
    {
      flags: '--scale <name>',
      description: `${scales.join(' or ')}: minutes, or the sizes of the sources (default: quick)`,
      read: oneOf('--scale', scales),
    },
    {
      flags: '--seed <number>',
      description: 'of every random choice (default: 1)',
      read: wholeNumber('--seed', 0, 2 ** 32 - 1),
    },
    {
      flags: '--path <path>',
      description: 'replay one counterexample of one claim, as in 12:0:3',
      read: counterexamplePath('--path'),
    },
    {
      flags: '--trials <count>',
      description: "trials of an experiment instead of the scale's number",
      read: wholeNumber('--trials', 1),
    },
    { flags: '--fresh', description: 'ignore stored evidence and compute anew' },
    file('--evidence <folder>', `where evidence is kept (default: ${defaultEvidenceFolder})`),
    file(
      '--report <folder>',
      'add to the report in this folder: claims decided there before, at the same scale, stay (default: reports/latest, written anew)',
    ),
    provider,
    { flags: '--list', description: 'list the claims and their pinned verdicts, decide nothing' },
  ],
  run: async (options, patterns, signal) => (await import('./verify.ts')).verify(patterns, options, signal),
}

const doctorVerb: Verb<object> = {
  name: 'doctor',
  description: 'what this machine offers, and what to install for more',
  options: [],
  run: async () => (await import('./doctor.ts')).doctor(),
}

function file(flags: string, description: string, required?: true): VerbOption {
  const read = filePath(flags.split(' ')[0]!)
  return { flags, description, read, ...(required ? { required } : {}) }
}
