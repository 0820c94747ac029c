/** A curvature report as the JSON that `spectrum --json` writes; other tools read it, so its fields are fixed. */
import type { CurvatureReport } from '../criticalPoints/curvatureAt.ts'

export function spectrumJson(report: CurvatureReport): string {
  const { loss, gradientNorm, order, bound, eigenvalueRange, provider } = report
  const { structural, negative, undecided, positive } = report.inertia
  const inertia = { structural, negative, undecided, positive }
  return `${JSON.stringify({ loss, gradientNorm, order, inertia, bound, eigenvalueRange, provider }, undefined, 2)}\n`
}
