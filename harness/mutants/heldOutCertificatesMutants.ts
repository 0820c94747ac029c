/** Bugs in what turns numbers with bounds into statements, invented by somebody who had not read the other lists. */
import { norm } from '../algebra/vectors.ts'
import { type Certificates, ownCertificates } from '../properties/certificates/certificates.ts'
import { checkedProvider } from '../providers/checkedProvider.ts'
import { embeddedKernels } from '../providers/embedded/embeddedKernels.ts'
import type { Mutant } from './mutant.ts'

const real = ownCertificates(checkedProvider(embeddedKernels()))

export const heldOutCertificatesMutants: readonly Mutant<Certificates>[] = [
  {
    bug: 'certifiedSigns: the band forgets the error of the assembly',
    origin: 'our own',
    code: {
      ...real,
      async certifiedSigns(matrix, assemblyError, provider, options) {
        const result = await real.certifiedSigns(matrix, assemblyError, provider, options)
        if (result.status !== 'certified') return result
        const { from, to } = result.band
        return { ...result, band: { from: from + assemblyError, to: to - assemblyError } }
      },
    },
  },
  {
    bug: 'certifiedCounts: an interval of several eigenvalues ends where that of its first would',
    origin: 'our own',
    code: {
      ...real,
      async certifiedCounts(matrix, assemblyError, provider, options) {
        const result = await real.certifiedCounts(matrix, assemblyError, provider, options)
        const solved = await provider.eigenvalues(matrix)
        if (result.status !== 'certified' || solved.status !== 'converged') return result
        const { values, errorBound } = solved
        let next = 0
        const intervals = result.intervals.map((interval) => {
          const first = next
          next += interval.multiplicity
          if (interval.multiplicity === 1) return interval
          return { ...interval, to: Math.min(interval.to, values[first]! + errorBound + assemblyError) }
        })
        return { ...result, intervals }
      },
    },
  },
  {
    bug: 'certifiedCounts: an interval that contains 0 counts by the sign of its middle where it is wide',
    origin: 'our own',
    code: {
      ...real,
      async certifiedCounts(matrix, assemblyError, provider, options) {
        const result = await real.certifiedCounts(matrix, assemblyError, provider, options)
        if (result.status !== 'certified') return result
        const lopsided = result.intervals.find(({ from, to }) => from < 0 && to > 0 && to > -20 * from)
        if (!lopsided) return result
        const { multiplicity } = lopsided
        return {
          ...result,
          undecided: result.undecided - multiplicity,
          positive: result.positive + multiplicity,
        }
      },
    },
  },
  {
    bug: 'degeneracyCurve: the points come in ascending order of the tolerance',
    origin: 'our own',
    code: {
      ...real,
      degeneracyCurve: (eigenvalues, zeroRows, tolerances) =>
        [...real.degeneracyCurve(eigenvalues, zeroRows, tolerances)].sort(
          (x, y) => x.tolerance - y.tolerance,
        ),
    },
  },
  {
    bug: 'classify: one undecided eigenvalue beside structural zeros leaves the kind undecided',
    origin: 'our own',
    code: {
      ...real,
      classify(gradientNorm, inertia, bound) {
        const result = real.classify(gradientNorm, inertia, bound)
        const { structural, negative, undecided, positive } = inertia
        const alone = structural > 0 && negative + positive === 0 && undecided === 1
        return alone && result.status !== 'notCritical' ? { ...result, status: 'undecided' } : result
      },
    },
  },
  {
    bug: 'stationarity: squares are compared, which vanish below 1e-162',
    origin: 'our own',
    code: {
      ...real,
      stationarity(gradientNorm, bound) {
        const result = real.stationarity(gradientNorm, bound)
        const critical = result.gradientNorm ** 2 < result.bound ** 2
        return { ...result, status: critical ? 'critical' : 'notCritical' }
      },
    },
  },
  {
    bug: 'curvatureAt: the range of eigenvalues leaves out the zeros of zero rows',
    origin: 'our own',
    code: {
      ...real,
      async curvatureAt(objective, theta, provider, options) {
        const report = await real.curvatureAt(objective, theta, provider, options)
        if (report.status !== 'measured' || report.structure.silent === 0) return report
        const others = report.eigenvalues.filter((value) => value !== 0)
        if (others.length === 0) return report
        return { ...report, eigenvalueRange: [others[0]!, others.at(-1)!] }
      },
    },
  },
  {
    bug: 'curvatureAt: the bound is that of the assembly alone where signs are counted too',
    origin: 'our own',
    code: {
      ...real,
      async curvatureAt(objective, theta, provider, options = {}) {
        const report = await real.curvatureAt(objective, theta, provider, options)
        if (report.status !== 'measured' || !options.countSigns) return report
        return { ...report, bound: (await objective.hessian(theta)).errorBound }
      },
    },
  },
  {
    bug: 'curvatureAt: the gradient norm is per parameter',
    origin: 'our own',
    code: {
      ...real,
      async curvatureAt(objective, theta, provider, options) {
        const report = await real.curvatureAt(objective, theta, provider, options)
        if (report.status !== 'measured') return report
        const gradient = objective.gradient(theta)
        return { ...report, gradientNorm: norm(gradient) / Math.sqrt(gradient.length) }
      },
    },
  },
]
