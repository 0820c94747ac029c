/** The predicted directions against the exact Hessian: they are null, independent, and not too many. */
import type { Arbitrary } from 'fast-check'
import { frobeniusNorm, symmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import { dot, norm, unitRoundoff } from '../../algebra/vectors.ts'
import { expandNetwork } from '../../arbitraries/expandNetwork.ts'
import { collinearFeature, duplicatedUnits, zeroOutgoing } from '../../arbitraries/networkLabels.ts'
import { type NetworkRecipe, networks } from '../../arbitraries/networks.ts'
import { checkedProvider } from '../../providers/checkedProvider.ts'
import { embeddedKernels } from '../../providers/embedded/embeddedKernels.ts'
import { failure, none, type Ratio, withinBound } from '../../providers/laws/law.ts'
import { productRounding } from '../networks/productRounding.ts'
import { type Property, property } from '../property.ts'
import type { NullSpaceCode } from './nullSpaceCode.ts'

const u = unitRoundoff
const provider = checkedProvider(embeddedKernels())
const instances: Arbitrary<NetworkRecipe> = networks({ l2: [0], depth: { min: 1, max: 3 }, maxSamples: 6 })
const small = networks({ l2: [0], depth: { min: 1, max: 3 }, maxWidth: 3, maxSamples: 5 })
const labels = {
  'a collinear feature': { share: 0.05, applies: collinearFeature },
  'duplicated units': { share: 0.05, applies: duplicatedUnits },
  'zero outgoing weights': { share: 0.05, applies: zeroOutgoing },
}

export const directionProperties: readonly Property<NullSpaceCode>[] = [
  property({
    name: 'the Hessian sends every predicted direction to 0, and there are as many as were counted',
    source: 'Pearlmutter 1994: Hv is the derivative of the gradient along v',
    instances,
    cases: 120,
    labels,
    check: checkNull,
  }),
  property({
    name: 'predicted directions are linearly independent',
    source:
      'Gram: vectors are independent if and only if their inner products are a positive definite matrix',
    instances: small,
    cases: 80,
    labels: { 'a collinear feature': { share: 0.03, applies: collinearFeature } },
    check: checkIndependent,
  }),
  property({
    name: 'the nullity of the exact Hessian is at least what was predicted',
    source: 'Weyl: an exact eigenvalue 0 is computed within the error bounds of assembly and solver',
    instances,
    cases: 80,
    labels,
    check: checkNullity,
  }),
]

async function checkNull(code: NullSpaceCode, recipe: NetworkRecipe): Promise<Ratio[]> {
  const { objective, theta, options } = expandNetwork(recipe)
  const { matrix, errorBound } = await objective.hessian(theta)
  const zeros = code(options, theta)
  const directions = [...zeros.directions()]
  // A vector is rounded, or computed from a block of the Hessian by m < P reflections, to (P + 8)·u of its norm and
  // to the error of that block; the product rounds besides.
  const moved = 2 * errorBound + (theta.length + 8) * u * frobeniusNorm(matrix)
  return [
    none('directions beyond the count', Math.abs(directions.length - zeros.total)),
    none('no directions when asked again', Number(isEmpty(zeros.directions()) !== (zeros.total === 0))),
    ...directions.map(({ cause, vector }) => {
      const rounding = Math.sqrt(theta.length) * productRounding(recipe, vector)
      const bound = moved * norm(vector) + rounding
      // No length and no NaN may pass for a null direction.
      const size = norm(vector)
      return withinBound(cause, size > 0 ? norm(objective.hvp(theta, vector)) : Number.NaN, bound)
    }),
  ]
}

function isEmpty(items: Iterable<unknown>): boolean {
  return items[Symbol.iterator]().next().done === true
}

async function checkIndependent(code: NullSpaceCode, recipe: NetworkRecipe): Promise<Ratio[]> {
  const { options, theta } = expandNetwork(recipe)
  const directions = Array.from(code(options, theta).directions(), ({ vector }) => vector)
  const n = directions.length
  if (n === 0) return [none('directions', 0)]
  const units = directions.map((vector) => vector.map((x) => x / norm(vector)))
  const gram = symmetricMatrix(Float64Array.from(units.flatMap((v) => units.map((w) => dot(v, w)))), n)
  const result = await provider.eigenvalues(gram)
  if (result.status !== 'converged') return [failure('eigenvalues of the Gram matrix', result)]
  // A dependence shows as an eigenvalue within the rounding of the inner products and of the solver.
  const rounding = n * (theta.length + 4) * u + result.errorBound
  return [{ what: 'rounding / smallest eigenvalue', value: ratio(rounding, result.values[0]!), limit: 1 }]
}

async function checkNullity(code: NullSpaceCode, recipe: NetworkRecipe): Promise<Ratio[]> {
  const { objective, theta, options } = expandNetwork(recipe)
  const { matrix, errorBound } = await objective.hessian(theta)
  const result = await provider.eigenvalues(matrix)
  if (result.status !== 'converged') return [failure('eigenvalues', result)]
  const bound = errorBound + result.errorBound
  const nullity = result.values.filter((value) => Math.abs(value) <= bound).length
  return [none('predicted beyond the nullity', Math.max(0, code(options, theta).total - nullity))]
}

function ratio(rounding: number, eigenvalue: number): number {
  return eigenvalue > 0 ? rounding / eigenvalue : Number.NaN
}
