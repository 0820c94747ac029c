/** `saddlecheck doctor`: what this machine offers, and what to install for more. */
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { defaultEvidenceFolder } from '../claims/context.ts'
import { dataSetNames } from '../data/loadDataSet.ts'
import { mnistFolder, readMnistFiles } from '../data/mnistFiles.ts'
import { HarnessError } from '../errors.ts'
import { chooseProvider, findProviders } from '../providers/registry.ts'
import { packageVersion } from '../reporting/packageVersion.ts'
import { describeCifar10Features, describeCifar10Images } from './describeCifar10.ts'
import { exitCodes } from './reportError.ts'
import { machineMemoryBytes } from './spectrumOptions.ts'

/** What stands in the package's `engines`. */
const oldestNode = [20, 19] as const

/** @returns the exit code: 1 when no provider can run, so that nothing can */
export async function doctor(env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const choice = await describeChoice(env)
  const lines: [string, string][] = [
    ['saddlecheck', packageVersion()],
    ['node', describeNode()],
    ['processors', `${availableParallelism()} (${cpus()[0]?.model.trim() ?? 'unknown'})`],
    ['memory', describeMemory()],
    ...(await describeProviders(env)),
    ['chosen', choice.text],
    ['mnist', describeMnist()],
    ['cifar-10', describeCifar10Images(env)],
    ['cifar-10 features', describeCifar10Features(env)],
    ['evidence', describeEvidence(env.SADDLECHECK_EVIDENCE || defaultEvidenceFolder)],
  ]
  for (const [name, text] of lines) process.stdout.write(`${name.padEnd(20)}${text}\n`)
  return choice.works ? exitCodes.done : exitCodes.numerical
}

async function describeChoice(env: NodeJS.ProcessEnv): Promise<{ works: boolean; text: string }> {
  try {
    const { provider, reason } = await chooseProvider(env)
    return { works: true, text: `${provider.name}: ${reason}` }
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error
    return { works: false, text: `none: ${error.message}` }
  }
}

async function describeProviders(env: NodeJS.ProcessEnv): Promise<[string, string][]> {
  const findings = await findProviders(env)
  return findings.map((finding) => [
    `provider ${finding.name}`,
    finding.available ? finding.provider.version : `not available: ${finding.reason}. ${finding.hint}`,
  ])
}

function describeNode(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])
  return isOld ? `${process.version}, but ${oldestNode.join('.')} or newer is needed` : process.version
}

function describeMemory(): string {
  const bytes = machineMemoryBytes()
  // A Hessian is 8 n² bytes; what else is needed is small beside it.
  const order = Math.floor(Math.sqrt(bytes / 8))
  return `${(bytes / 1e9).toPrecision(3)} GB: Hessians of up to ${order} parameters`
}

function describeMnist(): string {
  try {
    const folder = mnistFolder()
    for (const split of ['train', 'test'] as const) readMnistFiles(split, folder)
    return `checksums ok; --data ${dataSetNames.filter((name) => name.startsWith('mnist')).join(', ')}`
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error
    return error.message
  }
}

function describeEvidence(folder: string): string {
  if (!existsSync(folder)) return `${folder}: not there yet`
  const results = readdirSync(folder).filter((name) => name.endsWith('.json')).length
  return `${folder}: ${results} ${results === 1 ? 'result' : 'results'}`
}
