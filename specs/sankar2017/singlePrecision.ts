/**
 * How many eigenvalues of a trained network's Hessian become negative in float32, the precision that the paper computed
 * in.
 *
 * 1. `rounded`: every entry is rounded to float32, the least that happens; there, the entries were sums of rounded terms.
 * 2. `perturbed`: to that comes an error of about the size that an eigenvalue solver makes. One that is backward
 *    stable returns the eigenvalues of A + E with ‖E‖ of the order of eps·‖A‖_F; here E is symmetric and normal with
 *    ‖E‖₂ near to eps·‖A‖_F, eps = 2⁻²³. This is an estimate, neither a lower nor an upper bound, and a model: the
 *    solver that was used is one for matrices that need not be symmetric.
 *
 * Zero rows are left out, for a solver may keep them exactly.
 */
import {
  type ClaimContext,
  certifiedSigns,
  codeVersion,
  frobeniusNorm,
  HarnessError,
  plannedObjective,
  type SymmetricMatrix,
  seededRandom,
  type TrainingPlan,
  trainedNetwork,
} from '../../harness/index.ts'
import { planOf, type Run } from './experiment.ts'
import { design } from './methods.ts'
import { runName } from './printedTables.ts'

export interface SinglePrecision {
  readonly rounded: Signs
  readonly perturbed: Signs
}

export interface InSinglePrecision extends SinglePrecision {
  readonly run: Run
}

/** Certified, of the matrix as it was made. */
export interface Signs {
  readonly negative: number
  readonly undecided: number
}

const epsilon32 = 2 ** -23

/** Those of the runs that have a result. */
export async function inSinglePrecision(
  context: ClaimContext,
  runs: readonly Run[],
): Promise<readonly InSinglePrecision[]> {
  const results: InSinglePrecision[] = []
  for (const run of runs) {
    const signs = await signsInSinglePrecision(context, run)
    if (typeof signs !== 'string') results.push({ ...signs, run })
  }
  return results
}

/** @returns why not, where memory or the factorisation did not suffice: that is no evidence to keep */
async function signsInSinglePrecision(context: ClaimContext, run: Run): Promise<SinglePrecision | string> {
  try {
    return await keptSigns(context, run)
  } catch (error) {
    if (error instanceof HarnessError || error instanceof RangeError) return error.message
    throw error
  }
}

async function keptSigns(context: ClaimContext, run: Run): Promise<SinglePrecision> {
  const plan = planOf(context, run, design[context.scale][run.data].samples)
  return context.evidence.compute(keyOf(context, plan), async () => {
    const { training } = await trainedNetwork(context, plan, runName(run))
    return countSigns(context, plan, training.theta, runName(run))
  })
}

function keyOf({ provider }: ClaimContext, plan: TrainingPlan) {
  const { data, layers, activation, loss, initializer, seed, optimizer, batchSize, stop } = plan
  return {
    kind: 'single-precision',
    config: {
      what: 'signs of the Hessian in float32: entries rounded, and perturbed by eps of its norm',
      data: data.checksum,
      layers,
      activation,
      loss,
      initializer,
      seed,
      optimizer: { name: optimizer.name, ...optimizer.options },
      batchSize,
      stop: stop.describe(),
      provider: provider.name,
    },
    code: codeVersion([
      'networks/networkObjective',
      'networks/initializers',
      'optimizers/train',
      'optimizers/stopRules',
      `optimizers/${optimizer.name}`,
      'spectra/certifiedSigns',
      'providers',
    ]),
  }
}

async function countSigns(
  context: ClaimContext,
  plan: TrainingPlan,
  theta: Float64Array,
  label: string,
): Promise<SinglePrecision> {
  const { provider, progress, signal } = context
  const objective = plannedObjective(plan)
  const { silent } = objective.structuralZeros(theta)
  const kept = Int32Array.from(silent.keys()).filter((p) => silent[p] === 0)
  const onProgress = progress(`Hessian in single precision, ${label}`)
  const { matrix } = await objective.hessian(theta, { provider, kept, onProgress, ...(signal && { signal }) })
  for (let k = 0; k < matrix.entries.length; k++) matrix.entries[k] = Math.fround(matrix.entries[k]!)
  const rounded = await signsOf(context, matrix, label)
  perturb(matrix, epsilon32 * frobeniusNorm(matrix), plan.seed)
  return { rounded, perturbed: await signsOf(context, matrix, label) }
}

/** The matrix is what it is: nothing of it is unknown. It is given back as it was. */
async function signsOf(
  { provider, signal }: ClaimContext,
  matrix: SymmetricMatrix,
  label: string,
): Promise<Signs> {
  const signs = await certifiedSigns(matrix, 0, provider, { consume: true, ...(signal && { signal }) })
  if (signs.status !== 'certified') throw new HarnessError('internal', `${label}: ${signs.message}`)
  return { negative: signs.negative, undecided: signs.undecided }
}

/** Adds E in place. The norm of a symmetric matrix with N(0, σ²) off its diagonal is near to 2σ√n (Wigner). */
function perturb({ entries, order }: SymmetricMatrix, size: number, seed: number): void {
  const sigma = size / (2 * Math.sqrt(order))
  const random = seededRandom(seed)
  for (let i = 0; i < order; i++) {
    for (let j = 0; j <= i; j++) {
      const error = sigma * random.normal()
      entries[i * order + j]! += error
      if (i !== j) entries[j * order + i]! += error
    }
  }
}
