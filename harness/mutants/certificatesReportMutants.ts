/** Bugs of what is said about eigenvalues once they are there: inertia, curve, report, name. */

import { classify } from '../criticalPoints/classify.ts'
import { type CurvatureReport, curvatureAt } from '../criticalPoints/curvatureAt.ts'
import { stationarity } from '../criticalPoints/stationarity.ts'
import type { Objective } from '../networks/objective.ts'
import { type Certificates, ownCertificates } from '../properties/certificates/certificates.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import { certifiedInertia } from '../spectra/certifiedInertia.ts'
import { degeneracyCurve } from '../spectra/degeneracyCurve.ts'
import type { Mutant } from './mutant.ts'

const own = ownCertificates(checkedProvider(embeddedKernels()))

export const certificatesReportMutants: readonly Mutant<Certificates>[] = [
  {
    bug: 'degeneracy curve: 0 is counted as zero and as negative',
    origin: 'released code',
    code: withCurve((values, tolerance) => values.filter((x) => x <= -tolerance).length),
  },
  {
    bug: 'stationarity: a gradient norm of NaN passes "not ≥ bound"',
    origin: 'released code',
    code: {
      ...own,
      stationarity: (gradientNorm, bound = 1e-5) => {
        if (gradientNorm < 0 || bound <= 0) return stationarity(gradientNorm, bound)
        const status = gradientNorm >= bound ? 'notCritical' : 'critical'
        return { status, gradientNorm, bound, ratio: gradientNorm / bound }
      },
    },
  },
  {
    bug: 'certified inertia: a bound of NaN passes "not < 0"',
    origin: 'released code',
    code: withInertia((values, bound, directions) =>
      certifiedInertia(values, Number.isNaN(bound) ? 0 : bound, directions),
    ),
  },
  {
    bug: 'certified inertia: structural zeros are undecided once more',
    origin: 'our own',
    code: withInertia((values, bound, directions) => {
      const inertia = certifiedInertia(values, bound, directions)
      return { ...inertia, undecided: inertia.undecided + directions.invariances }
    }),
  },
  {
    bug: 'certified inertia: an eigenvalue at the bound is certain',
    origin: 'our own',
    code: withInertia((values, bound, directions) => {
      const inertia = certifiedInertia(values, bound, directions)
      const at = (value: number): number => (bound === 0 ? 0 : values.filter((x) => x === value).length)
      const [down, up] = [at(-bound), at(bound)]
      return {
        ...inertia,
        negative: inertia.negative + down,
        undecided: inertia.undecided - down - up,
        positive: inertia.positive + up,
      }
    }),
  },
  {
    bug: 'certified inertia: the bound is halved',
    origin: 'our own',
    code: withInertia((values, bound, directions) => certifiedInertia(values, bound / 2, directions)),
  },
  {
    bug: 'certified inertia: the bound is relative to the largest eigenvalue',
    origin: 'our own',
    code: withInertia((values, bound, directions) =>
      certifiedInertia(
        values,
        bound * values.reduce((most, x) => Math.max(most, Math.abs(x)), 0),
        directions,
      ),
    ),
  },
  {
    bug: 'certified inertia: proofs that contradict the eigenvalues pass',
    origin: 'our own',
    code: withInertia((values, bound, { zeroRows, invariances }) => {
      const small = bound >= 0 ? values.filter((x) => Math.abs(x) <= bound).length : invariances
      return certifiedInertia(values, bound, { zeroRows, invariances: Math.min(invariances, small) })
    }),
  },
  {
    bug: 'degeneracy curve: λ ≤ τ for |λ| ≤ τ',
    origin: 'our own',
    code: {
      ...own,
      degeneracyCurve: (values, zeroRows, tolerances) =>
        degeneracyCurve(values, zeroRows, tolerances).map((point) => ({
          ...point,
          zeros: zeroRows + values.filter((x) => x <= point.tolerance).length,
        })),
    },
  },
  {
    bug: 'degeneracy curve: negative means below 0 at every tolerance',
    origin: 'our own',
    code: withCurve((values) => values.filter((x) => x < 0).length),
  },
  {
    bug: 'degeneracy curve: zero rows are left out',
    origin: 'our own',
    code: { ...own, degeneracyCurve: (values, _, tolerances) => degeneracyCurve(values, 0, tolerances) },
  },
  {
    bug: 'curvatureAt: the assembly error is left out',
    origin: 'our own',
    code: {
      ...own,
      curvatureAt: (objective, theta, provider, options) => {
        const hessian: Objective['hessian'] = async (...args) => ({
          ...(await objective.hessian(...args)),
          errorBound: 0,
        })
        return curvatureAt({ ...objective, hessian }, theta, provider, options)
      },
    },
  },
  {
    bug: 'curvatureAt: removed zero rows are not put back',
    origin: 'our own',
    code: overReport((report) => ({
      ...report,
      eigenvalues: report.eigenvalues.filter(
        (x, k, all) => x !== 0 || all.indexOf(0) + report.structure.silent <= k,
      ),
    })),
  },
  {
    bug: 'curvatureAt: removed zeros are put at the end',
    origin: 'our own',
    code: overReport((report) => {
      const zeros = report.structure.silent
      const others = report.eigenvalues.filter((x, k, all) => x !== 0 || all.indexOf(0) + zeros <= k)
      return { ...report, eigenvalues: Float64Array.from([...others, ...new Float64Array(zeros)]) }
    }),
  },
  {
    bug: 'curvatureAt: structural zeros are undecided once more',
    origin: 'our own',
    code: overReport((report) => {
      const { structural, undecided } = report.inertia
      return { ...report, inertia: { ...report.inertia, undecided: undecided + structural } }
    }),
  },
  {
    bug: 'curvatureAt: the curve forgets the removed zeros',
    origin: 'our own',
    code: overReport((report) => ({
      ...report,
      curve: report.curve.map((point) => ({ ...point, zeros: point.zeros - report.structure.silent })),
    })),
  },
  {
    bug: 'curvatureAt: a bound of NaN is taken for a bound',
    origin: 'our own',
    code: {
      ...own,
      curvatureAt: (objective, theta, provider, options) => {
        const hessian: Objective['hessian'] = async (...args) => {
          const assembled = await objective.hessian(...args)
          return { ...assembled, errorBound: assembled.errorBound || 0 }
        }
        return curvatureAt({ ...objective, hessian }, theta, provider, options)
      },
    },
  },
  {
    bug: 'classify: undecided eigenvalues count as zeros',
    origin: 'our own',
    code: {
      ...own,
      classify: (gradientNorm, inertia, bound) => {
        const { undecided, structural } = inertia
        return classify(gradientNorm, { ...inertia, undecided: 0, structural: structural + undecided }, bound)
      },
    },
  },
  {
    bug: 'classify: undecided eigenvalues are ignored',
    origin: 'our own',
    code: {
      ...own,
      classify: (gradientNorm, inertia, bound) => {
        const { structural, negative, positive } = inertia
        const decided = structural + negative + positive > 0
        return classify(gradientNorm, decided ? { ...inertia, undecided: 0 } : inertia, bound)
      },
    },
  },
  {
    bug: 'classify: every point is critical',
    origin: 'our own',
    code: {
      ...own,
      classify: (gradientNorm, inertia, bound) =>
        classify(gradientNorm >= 0 ? 0 : gradientNorm, inertia, bound),
    },
  },
  {
    bug: 'stationarity: the squared norm against the bound',
    origin: 'our own',
    code: {
      ...own,
      stationarity: (gradientNorm, bound) => {
        const sound = stationarity(gradientNorm, bound)
        return { ...sound, status: gradientNorm ** 2 < sound.bound ? 'critical' : 'notCritical' }
      },
    },
  },
]

function overReport(change: (report: CurvatureReport) => CurvatureReport): Certificates {
  return {
    ...own,
    curvatureAt: async (objective, theta, provider, options) => {
      const report = await curvatureAt(objective, theta, provider, options)
      return report.status === 'measured' ? change(report) : report
    },
  }
}

function withInertia(mutated: typeof certifiedInertia): Certificates {
  return { ...own, certifiedInertia: mutated }
}

/** @param negative how many are called negative at a tolerance */
function withCurve(negative: (values: Float64Array, tolerance: number) => number): Certificates {
  return {
    ...own,
    degeneracyCurve: (values, zeroRows, tolerances) =>
      degeneracyCurve(values, zeroRows, tolerances).map((point) => ({
        ...point,
        negative: negative(values, point.tolerance),
      })),
  }
}
