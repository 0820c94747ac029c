/** A report as the JSON that `spectrum --json` writes; other tools read it, so its fields are fixed. */
import type { CurvatureReport } from '../criticalPoints/curvatureAt.ts'
import type { PointSigns } from '../criticalPoints/signsAt.ts'

export function spectrumJson(report: CurvatureReport | PointSigns): string {
  const { loss, gradientNorm, order, bound, provider } = report
  const { structural, negative, undecided, positive } = report.inertia
  const inertia = { structural, negative, undecided, positive }
  const range = 'eigenvalueRange' in report ? { eigenvalueRange: report.eigenvalueRange } : {}
  return `${JSON.stringify({ loss, gradientNorm, order, inertia, bound, ...range, provider }, undefined, 2)}\n`
}
