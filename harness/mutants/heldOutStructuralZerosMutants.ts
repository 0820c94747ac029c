/** Bugs in proofs of null directions, invented by somebody who had not read the other lists. */
import { networkObjective, problemObjective } from '../networks/networkObjective.ts'
import { networkProblem } from '../networks/networkProblem.ts'
import type { NullSpaceCode } from '../properties/structuralZeros/nullSpaceCode.ts'
import type { Mutant } from './mutant.ts'

export const heldOutStructuralZerosMutants: readonly Mutant<NullSpaceCode>[] = [
  {
    bug: 'without hidden layer there is a shift for every input and the bias, dependent ones too',
    origin: 'our own',
    code(options, theta, batch) {
      const zeros = real(options, theta, batch)
      if (options.layers.length !== 2 || zeros.softmaxShift === 0) return zeros
      const softmaxShift = options.layers[0]! + Number(options.biases ?? true)
      return { ...zeros, softmaxShift, total: zeros.total + softmaxShift - zeros.softmaxShift }
    },
  },
  {
    bug: 'the shift of the last bias is counted where there are no biases',
    origin: 'our own',
    code(options, theta, batch) {
      const zeros = real(options, theta, batch)
      if (options.biases !== false || options.layers.length === 2 || zeros.softmaxShift === 0) return zeros
      return { ...zeros, softmaxShift: zeros.softmaxShift + 1, total: zeros.total + 1 }
    },
  },
  {
    bug: 'l2 is forgotten where there is a batch',
    origin: 'our own',
    code: (options, theta, batch) => real(batch ? { ...options, l2: 0 } : options, theta, batch),
  },
  {
    bug: 'directions can be listed once only',
    origin: 'our own',
    code(options, theta, batch) {
      const zeros = real(options, theta, batch)
      const once = zeros.directions()[Symbol.iterator]()
      return { ...zeros, directions: () => ({ [Symbol.iterator]: () => once }) }
    },
  },
  {
    bug: 'samples that come twice in a batch are taken for different ones: no input is collinear by their number',
    origin: 'our own',
    code(options, theta, batch) {
      const zeros = real(options, theta, batch)
      if (!batch || new Set(batch).size === batch.length) return zeros
      const { collinearInputs } = zeros
      return {
        ...zeros,
        collinearInputs: 0,
        total: zeros.total - collinearInputs,
        directions: function* () {
          for (const one of zeros.directions()) if (one.cause !== 'collinearInput') yield one
        },
      }
    },
  },
  {
    bug: 'a ReLU is off up to a pre-activation of 1e-9',
    origin: 'our own',
    code(options, theta, batch) {
      const problem = networkProblem(options)
      const { activation } = problem.shape
      if (activation.name !== 'relu') return real(options, theta, batch)
      const first = (z: number): number => (z > 1e-9 ? 1 : 0)
      const value = (z: number): number => (z > 1e-9 ? z : 0)
      const shape = { ...problem.shape, activation: { ...activation, first, value } }
      const objective = problemObjective({ ...problem, shape })
      return (batch ? objective.onBatch(batch) : objective).structuralZeros(theta)
    },
  },
  {
    bug: 'weights below 1e-9 count as 0',
    origin: 'our own',
    code: (options, theta, batch) =>
      real(
        options,
        theta.map((t) => (Math.abs(t) < 1e-9 ? 0 : t)),
        batch,
      ),
  },
  {
    bug: 'a direction of a silent parameter is that of the parameter behind it',
    origin: 'our own',
    code(options, theta, batch) {
      const zeros = real(options, theta, batch)
      return {
        ...zeros,
        directions: function* () {
          for (const { cause, vector } of zeros.directions()) {
            const p = vector.indexOf(1)
            const last = p === vector.length - 1
            yield cause === 'silent' && !last
              ? { cause, vector: new Float64Array(vector.length).fill(1, p + 1, p + 2) }
              : { cause, vector }
          }
        },
      }
    },
  },
]

function real(...[options, theta, batch]: Parameters<NullSpaceCode>): ReturnType<NullSpaceCode> {
  const objective = networkObjective(options)
  return (batch ? objective.onBatch(batch) : objective).structuralZeros(theta)
}
