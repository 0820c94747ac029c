/**
 * What Definitions 1 to 4 call a place: certified inertia and the Lipschitz constant of the Hessian, and the answers that
 * follow from them.
 */
import {
  type Check,
  type Classification,
  type CurvatureReport,
  certifiedPoint,
  classify,
  curvatureAt,
  type Decision,
  type EvidenceTable,
  goodSaddle,
  hessianLipschitz,
  InternalError,
  type Provider,
  stableSaddle,
  strictSaddle,
} from '../../harness/index.ts'
import { type Place, places, type StrictAnswer } from './knownPlaces.ts'

/** The definitions leave them open. */
export const constants = {
  strict: { alpha: 0.5, gamma: 0.5, epsilon: 1, delta: 2 ** -8 },
  stable: { epsilon: 1e-5, rho: 24 },
  /** f(x) − f(x*) at most. */
  good: { delta: 1 },
}

/** The four answers, and what they are read from. */
export interface Reading {
  readonly report: CurvatureReport
  /** The Hessian's Lipschitz constant within 1 of the point: estimated, proved. */
  readonly rho: { readonly from: number; readonly to: number }
  readonly kind: Classification
  readonly strict: StrictAnswer
  /** The condition of Definition 2 that is met, where one is. */
  readonly strictBy?: string | undefined
  readonly stable: Decision
  readonly good: Decision
}

export async function readDefinitions(place: Place, provider: Provider): Promise<Reading> {
  const theta = Float64Array.from(place.theta)
  const report = await curvatureAt(withStructure(place), theta, provider)
  if (report.status !== 'measured') throw new InternalError('definitions', report.message)
  const { least } = place
  const point = certifiedPoint(report)
  const lipschitz = place.lipschitz
  const kappa = report.order - 1
  // The pair of points that the estimate compares is within a distance of 1 of each other and of theta.
  const estimate = await hessianLipschitz(place.objective, theta, { distance: 0.5, seed: 1 })
  if (estimate.status !== 'measured') throw new InternalError('definitions', estimate.message)
  const rho = { from: estimate.lowerBound, to: lipschitz?.(theta, 1) ?? Number.POSITIVE_INFINITY }
  const stability = { ...point, hessianLipschitz: rho }
  const stable = { kappa, ...constants.stable }
  const kind = classify(report.gradientNorm, report.inertia)
  const strict = strictSaddle(constants.strict, {
    ...point,
    hessianLipschitz: lipschitz?.(theta, 3 * constants.strict.delta),
  })
  return {
    report,
    rho,
    kind,
    strict: kind.status === 'notCritical' ? 'notDefined' : strict.status,
    strictBy: strict.conditions.find(({ status }) => status === 'holds')?.what,
    stable: stableSaddle(stable, stability).status,
    good: goodSaddle(
      { ...stable, ...constants.good },
      { ...stability, leastLoss: { from: least, to: least } },
    ).status,
  }
}

/** The objective with its null directions, which the closed form proves. */
function withStructure({ objective, theta, zeroRows = [], scalings = 0 }: Place) {
  const silent = new Uint8Array(theta.length)
  for (const row of zeroRows) silent[row] = 1
  const structure = {
    silent,
    silentCount: zeroRows.length,
    constantInputs: 0,
    collinearInputs: 0,
    softmaxShift: 0,
    zeroOutgoing: 0,
    redundantUnits: scalings,
    deadUnits: [],
    total: zeroRows.length + scalings,
  }
  return { ...objective, structuralZeros: () => structure }
}

/** In the words of Definition 1; a Hessian with zero eigenvalues and no two signs has no name there. */
export const kindNames: Readonly<Record<Classification['status'], string>> = {
  notCritical: 'not a critical point',
  minimum: 'local minimum',
  maximum: 'local maximum',
  saddle: 'saddle',
  semidefinite: 'neither minimum, maximum nor saddle',
  undecided: 'undecided',
}

export function kindText(kind: Classification): string {
  const degenerate = kind.status === 'saddle' && kind.degenerate === 'proved'
  return `${degenerate ? 'degenerate ' : ''}${kindNames[kind.status]}`
}

export function strictText(strict: StrictAnswer): string {
  return strict === 'notDefined' ? 'not defined there' : strict
}

/** The check, and beside it a table of all places. */
export function withAnswerTable(check: Check): Check {
  return async (context) => {
    const verdict = await check(context)
    const readings = await Promise.all(places.map((place) => readDefinitions(place, context.provider)))
    return { ...verdict, tables: [...(verdict.tables ?? []), answerTable(readings)] }
  }
}

function answerTable(readings: readonly Reading[]): EvidenceTable {
  return {
    title: 'The four definitions at points with known answers',
    columns: [
      'point',
      '‖∇f‖',
      'negative',
      'zero',
      'sign not certain',
      'positive',
      'ρ at least',
      'ρ at most',
      'Definition 1',
      'Definition 2 (strict)',
      'Definition 3 (stable)',
      'Definition 4 (good)',
    ],
    rows: readings.map(({ report: { gradientNorm, inertia }, rho, kind, strict, stable, good }, i) => [
      places[i]!.name,
      gradientNorm,
      inertia.negative,
      inertia.structural,
      inertia.undecided,
      inertia.positive,
      rho.from,
      Number.isFinite(rho.to) ? rho.to : 'no bound known',
      kindText(kind),
      strictText(strict),
      stable,
      good,
    ]),
  }
}
