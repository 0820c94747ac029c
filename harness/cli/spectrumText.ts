/** A curvature report as text for a terminal: one quantity a line, each with its error bar or reference. */
import type { CurvatureReport } from '../criticalPoints/curvatureAt.ts'
import type { PointSigns } from '../criticalPoints/signsAt.ts'
import { stationarity } from '../criticalPoints/stationarity.ts'

/** What the report does not know of itself. */
export interface SpectrumSubject {
  /** "784-25-10 relu" */
  readonly network: string
  readonly loss: string
  readonly l2: number
  readonly data: string
  /** Why this provider. */
  readonly providerReason: string
}

type Report = CurvatureReport | PointSigns

export function spectrumText(report: Report, subject: SpectrumSubject): string {
  const lines: [string, string][] = [
    ['network', subject.network],
    ['loss function', `${subject.loss}, mean over samples${subject.l2 === 0 ? '' : `, l2 ${subject.l2}`}`],
    ['data', subject.data],
    ['loss', report.loss.toPrecision(10)],
    ['gradient norm', describeGradient(report.gradientNorm)],
    ['order', String(report.order)],
    ['inertia', describeInertia(report)],
    ['structural zeros', describeStructure(report, subject.l2)],
    ...describeRange(report),
    ['provider', `${report.provider}: ${subject.providerReason}`],
  ]
  const table = report.curve.length === 0 ? [] : ['', degeneracyTable(report)]
  return [...lines.map(([name, value]) => name.padEnd(18) + value), ...table, ''].join('\n')
}

/** "critical" is said only under the stated bound. */
function describeGradient(gradientNorm: number): string {
  const { status, bound, ratio } = stationarity(gradientNorm)
  const verdict =
    status === 'critical'
      ? `critical: below the bound ${bound.toExponential()} of Frye et al. 2020`
      : `not a critical point: ${ratio.toPrecision(3)} times the bound ${bound.toExponential()} of Frye et al. 2020`
  return `${gradientNorm.toExponential(4)}, ${verdict}`
}

function describeRange(report: Report): [string, string][] {
  if (!('eigenvalueRange' in report)) return []
  return [['eigenvalues', report.eigenvalueRange.map((value) => value.toPrecision(8)).join(' to ')]]
}

function describeInertia(report: Report): string {
  const { inertia, bound } = report
  const { structural, negative, undecided, positive } = inertia
  const counts = `${negative} negative, ${positive} positive, ${structural} structural zeros, ${undecided} undecided`
  const known = 'eigenvalues' in report ? 'each eigenvalue is known to within' : 'counted, to within'
  return `${counts}; ${known} ${bound.toExponential(1)}`
}

function describeStructure({ structure }: Report, l2: number): string {
  if (l2 > 0) return 'none: l2 curves every direction'
  const { silent, constantInputs, softmaxShift, collinearInputs, zeroOutgoing, redundantUnits, deadUnits } =
    structure
  // The last three are coincidences of data and weights: named where they occur.
  const rare = [
    [collinearInputs, 'collinear inputs'],
    [zeroOutgoing, 'zero outgoing weights'],
    [redundantUnits, 'redundant units'],
  ].flatMap(([count, name]) => (count === 0 ? [] : `, ${count} ${name}`))
  const counts = `${silent} silent rows, ${constantInputs} constant inputs, ${softmaxShift} softmax shift${rare.join('')}`
  const dead = deadUnits.map((count, k) => `${count} in hidden layer ${k + 1}`)
  return dead.length === 0 ? counts : `${counts}; dead units: ${dead.join(', ')}`
}

function degeneracyTable({ curve, order, bound }: Report): string {
  const header = ['tolerance', '|λ| <= tolerance', 'λ < -tolerance', 'λ > tolerance']
  const rows = curve.map(({ tolerance, zeros, negative }) =>
    [tolerance.toExponential(0), zeros, negative, order - zeros - negative].map(String),
  )
  const notes = ['', ...curve.map((point) => curveNote(point, bound))]
  return [header, ...rows]
    .map(
      (cells, r) =>
        cells.map((cell, c) => cell.padStart(header[c]!.length + (c === 0 ? 0 : 3))).join('') + notes[r],
    )
    .join('\n')
}

/** Below the error bound the counts are those of rounding errors. */
function curveNote(point: Report['curve'][number], bound: number): string {
  if ('slack' in point && point.slack < point.tolerance) return `  to within ${point.slack.toExponential(1)}`
  return point.tolerance < bound ? '  below the error bound' : ''
}
