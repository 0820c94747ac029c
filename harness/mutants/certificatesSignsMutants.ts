/** Bugs of counts at a point: signs and the degeneracy curve without eigenvalues. */
import { type PointSigns, signsAt } from '../criticalPoints/signsAt.ts'
import type { Objective } from '../networks/objective.ts'
import { type Certificates, ownCertificates } from '../properties/certificates/certificates.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import type { Provider } from '../providers/provider.ts'
import type { Mutant } from './mutant.ts'

const own = ownCertificates(checkedProvider(embeddedKernels()))

export const certificatesSignsMutants: readonly Mutant<Certificates>[] = [
  {
    bug: 'signsAt: the assembly error is left out',
    origin: 'our own',
    code: overHessian((errorBound) => (Number.isFinite(errorBound) ? 0 : errorBound)),
  },
  {
    bug: 'signsAt: a bound of NaN is taken for a bound',
    origin: 'our own',
    code: overHessian((errorBound) => errorBound || 0),
  },
  {
    bug: 'signsAt: the second factorisation reads what the first left behind',
    origin: 'our own',
    code: overProvider((provider) => ({
      ...provider,
      async inertia(matrix, shift, options) {
        const result = await provider.inertia(matrix, shift)
        // The pivots stay where the diagonal was.
        if (options?.consume) matrix.entries.fill(shift < 0 ? 1 : -1, 0, 1)
        return result
      },
    })),
  },
  {
    bug: 'signsAt: the shift is added instead of subtracted',
    origin: 'our own',
    code: overProvider((provider) => ({
      ...provider,
      inertia: (matrix, shift, options) => provider.inertia(matrix, -shift, options),
    })),
  },
  {
    bug: 'signsAt: structural zeros are undecided once more',
    origin: 'our own',
    code: overReport((report) => {
      const { structural, undecided } = report.inertia
      return { ...report, inertia: { ...report.inertia, undecided: undecided + structural } }
    }),
  },
  {
    bug: 'signsAt: the curve forgets the zero rows',
    origin: 'our own',
    code: overCurve((point, zeroRows) => ({ ...point, zeros: point.zeros - zeroRows })),
  },
  {
    bug: 'signsAt: the curve counts what lies above −τ, not between',
    origin: 'our own',
    code: overCurve((point) => ({ ...point, zeros: point.zeros + point.negative })),
  },
  {
    bug: 'signsAt: the slack of a tolerance is left out',
    origin: 'our own',
    code: overCurve((point) => ({ ...point, slack: 0 })),
  },
  {
    bug: 'signsAt: eigenvalues that are not certain count as positive',
    origin: 'our own',
    code: overReport((report) => {
      const { positive, undecided } = report.inertia
      return { ...report, inertia: { ...report.inertia, positive: positive + undecided, undecided: 0 } }
    }),
  },
]

function overReport(change: (report: PointSigns) => PointSigns): Certificates {
  return {
    ...own,
    signsAt: async (objective, theta, provider, options) => {
      const report = await signsAt(objective, theta, provider, options)
      return report.status === 'measured' ? change(report) : report
    },
  }
}

type CurvePoint = PointSigns['curve'][number]

function overCurve(change: (point: CurvePoint, zeroRows: number) => CurvePoint): Certificates {
  return overReport((report) => ({
    ...report,
    curve: report.curve.map((point) => change(point, report.structure.silent)),
  }))
}

function overProvider(change: (provider: Provider) => Provider): Certificates {
  return {
    ...own,
    signsAt: (objective, theta, provider, options) => signsAt(objective, theta, change(provider), options),
  }
}

function overHessian(change: (errorBound: number) => number): Certificates {
  return {
    ...own,
    signsAt: (objective, theta, provider, options) => {
      const hessian: Objective['hessian'] = async (...args) => {
        const assembled = await objective.hessian(...args)
        return { ...assembled, errorBound: change(assembled.errorBound) }
      }
      return signsAt({ ...objective, hessian }, theta, provider, options)
    },
  }
}
