/**
 * `npm run nullity [-- --instances 5000] [-- --seed 1] [-- --out <folder>]`: how often the predicted null space of a
 * network's Hessian is all of it. On generated networks, the number of proved null directions against the number
 * of eigenvalues within the error bound of 0.
 *
 *     0    never more predicted than measured
 *     1    a prediction was too large, which is a mistake
 *     2    the user's mistake
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { markdownTable } from 'markdown-table'
import { expandNetwork } from '../harness/arbitraries/expandNetwork.ts'
import { type NetworkRecipe, networks } from '../harness/arbitraries/networks.ts'
import { replaceFile } from '../harness/data/replaceFile.ts'
import type { StructuralZeros } from '../harness/networks/structuralZeros.ts'
import { checkedProvider } from '../harness/providers/checkedProvider.ts'
import { embeddedKernels } from '../harness/providers/embedded/embeddedKernels.ts'
import { terminalProgress } from '../harness/reporting/terminalProgress.ts'
import { countOption, seedOption } from './numberOptions.ts'
import { runMain } from './runMain.ts'

interface Measured {
  readonly recipe: NetworkRecipe
  readonly zeros: StructuralZeros
  readonly nullity: number
}

const causes: readonly (readonly [string, (zeros: StructuralZeros) => number])[] = [
  ['silent parameters', (zeros) => zeros.silentCount],
  ['constant inputs', (zeros) => zeros.constantInputs],
  ['collinear inputs', (zeros) => zeros.collinearInputs],
  ['softmax shift', (zeros) => zeros.softmaxShift],
  ['zero outgoing weights', (zeros) => zeros.zeroOutgoing],
  ['redundant units', (zeros) => zeros.redundantUnits],
]

await runMain('nullity', async () => {
  const { values } = parseArgs({
    options: {
      instances: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: 'reports/structural-zeros' },
    },
  })
  const seed = seedOption('nullity', values.seed)
  const instances = countOption('nullity', '--instances', values.instances)
  const measured = await measureAll(instances, seed)
  const text = render(measured, `npm run nullity -- --instances ${instances} --seed ${seed}`)
  mkdirSync(values.out, { recursive: true })
  replaceFile(join(values.out, 'report.md'), [Buffer.from(text)])
  process.stdout.write(`${text}\nWritten: ${values.out}/report.md\n`)
  return tooMany(measured) === 0 ? 0 : 1
})

async function measureAll(instances: number, seed: number): Promise<Measured[]> {
  const provider = checkedProvider(embeddedKernels())
  const recipes = networks({ l2: [0], depth: { min: 1, max: 4 }, maxSamples: 24 })
  const progress = terminalProgress()
  const measured: Measured[] = []
  for (const [done, recipe] of fc.sample(recipes, { numRuns: instances, seed }).entries()) {
    progress.update('networks', done, instances)
    const { objective, theta } = expandNetwork(recipe)
    const { matrix, errorBound } = await objective.hessian(theta)
    const result = await provider.eigenvalues(matrix)
    if (result.status !== 'converged') continue
    const bound = errorBound + result.errorBound
    const nullity = result.values.filter((value) => Math.abs(value) <= bound).length
    measured.push({ recipe, zeros: objective.structuralZeros(theta), nullity })
  }
  progress.stop()
  return measured
}

function render(measured: readonly Measured[], command: string): string {
  return [
    '<!-- Written by a run; do not edit. -->',
    '# Predicted and measured nullity',
    `${measured.length} generated networks of 1 to 4 weight layers. *Predicted*: null directions proved from data, ` +
      'architecture and weights. *Measured*: eigenvalues of the exact Hessian within the error bound of assembly and ' +
      'solver, which may count a small eigenvalue as 0, so that a difference is not always a null direction that was ' +
      `missed. More predicted than measured would be a mistake: **${tooMany(measured)} of ${measured.length}**.`,
    table(measured, 'point', ({ recipe }) => recipe.point ?? 'free'),
    table(measured, 'activation', ({ recipe }) => recipe.activation),
    table(measured, 'weight layers', ({ recipe }) => String(recipe.layers.length - 1)),
    table(measured, 'loss', ({ recipe }) => recipe.loss),
    table(measured, 'samples against parameters', samplesAgainstParameters),
    causeTable(measured),
    gapTable(measured),
    `Regenerate: \`${command}\``,
    '',
  ].join('\n\n')
}

function table(measured: readonly Measured[], name: string, key: (one: Measured) => string): string {
  const kinds = [...new Set(measured.map(key))].sort()
  const rows = kinds.map((kind) =>
    row(
      kind,
      measured.filter((one) => key(one) === kind),
    ),
  )
  return markdownTable(
    [[name, 'networks', 'equal', 'share', 'predicted', 'measured'], ...rows, row('all', measured)],
    { align: ['l', 'r', 'r', 'r', 'r', 'r'] },
  )
}

function row(kind: string, chosen: readonly Measured[]): string[] {
  const equal = chosen.filter(({ zeros, nullity }) => zeros.total === nullity).length
  const sum = (value: (one: Measured) => number): number =>
    chosen.reduce((total, one) => total + value(one), 0)
  const predicted = sum(({ zeros }) => zeros.total)
  const found = sum(({ nullity }) => nullity)
  return [kind, chosen.length, equal, (equal / chosen.length).toFixed(3), predicted, found].map(String)
}

/** Outputs of all samples against parameters: with fewer, G has a kernel that no theorem here counts. */
function samplesAgainstParameters({ recipe }: Measured): string {
  const outputs = recipe.inputs.length * recipe.layers.at(-1)!
  return outputs >= recipe.theta.length ? 'N·C ≥ P' : 'N·C < P'
}

function causeTable(measured: readonly Measured[]): string {
  const rows = causes.map(([name, count]) => {
    const present = measured.filter(({ zeros }) => count(zeros) > 0)
    const directions = present.reduce((sum, { zeros }) => sum + count(zeros), 0)
    const equal = present.filter(({ zeros, nullity }) => zeros.total === nullity).length
    return [name, present.length, directions, equal].map(String)
  })
  return markdownTable([['cause', 'networks', 'directions', 'equal'], ...rows], {
    align: ['l', 'r', 'r', 'r'],
  })
}

function gapTable(measured: readonly Measured[]): string {
  const gaps = measured.map(({ zeros, nullity }) => nullity - zeros.total)
  const sizes = [...new Set(gaps)].sort((a, b) => a - b)
  return markdownTable(
    [
      ['measured − predicted', 'networks'],
      ...sizes.map((size) => [String(size), String(gaps.filter((gap) => gap === size).length)]),
    ],
    { align: ['r', 'r'] },
  )
}

function tooMany(measured: readonly Measured[]): number {
  return measured.filter(({ zeros, nullity }) => zeros.total > nullity).length
}
