import fc from 'fast-check'
import { type Check, forAll, specify } from '../../harness/index.ts'

/**
 * A = P·diag(d)·P⁻¹ with P unit upper triangular, all integers: square, nonsingular where no d is 0, with
 * eigenvalues d, and |A| = P·diag|d|·P⁻¹ as the lemma defines it. Every number below is an integer far
 * under 2⁵³, so both sides are exact and the bound is 0.
 */
interface Instance {
  readonly d: readonly number[]
  /** Above the diagonal of P, row after row. */
  readonly above: readonly number[]
  readonly x: readonly number[]
}

const small = fc.integer({ min: -4, max: 4 })
const nonzero = small.filter((value) => value !== 0)

function instancesOf({ diagonal }: { diagonal: boolean }): fc.Arbitrary<Instance> {
  const above = diagonal ? fc.constant(0) : small
  const ofOrder = (n: number): fc.Arbitrary<Instance> =>
    fc.record({
      d: fc.array(nonzero, { minLength: n, maxLength: n }),
      above: fc.array(above, { minLength: (n * (n - 1)) / 2, maxLength: (n * (n - 1)) / 2 }),
      x: fc.array(small, { minLength: n, maxLength: n }),
    })
  // The first branch is the smallest; shrinking moves towards it.
  return fc.oneof({ withCrossShrink: true }, ofOrder(1), ofOrder(2), ofOrder(3))
}

const runs = { quick: 1000, paper: 10_000 }

export default specify({
  id: 'dauphin2014/lemma1AsPrinted',
  statement: '|xᵀAx| ≤ xᵀ|A|x for every nonsingular square A',
  source: { work: 'Dauphin et al. 2014', item: 'Lemma 1' },
  reported: '"Let A be a nonsingular square matrix"; the proof takes its eigenvectors to be orthonormal',
  rule: `${runs.quick} instances (paper ${runs.paper}) of order 1 to 3 in exact integers; refuted by one that contradicts`,
  pinned: 'refuted',
  check: lemma({ diagonal: false, absolute: Math.abs }),
  controls: [
    {
      statement: 'the same for diagonal A, which is symmetric',
      expected: 'holds',
      check: lemma({ diagonal: true, absolute: Math.abs }),
    },
    {
      statement: 'for diagonal A with A itself in the place of |A|',
      expected: 'refuted',
      check: lemma({ diagonal: true, absolute: (value) => value }),
    },
  ],
})

function lemma({ diagonal, absolute }: { diagonal: boolean; absolute: (value: number) => number }): Check {
  return forAll({
    instances: instancesOf({ diagonal }),
    runs,
    check: ({ d, above, x }) => {
      const a = similar(d, above)
      const form = quadraticForm(a, x)
      const absoluteForm = quadraticForm(similar(d.map(absolute), above), x)
      return {
        error: Math.abs(form) - absoluteForm,
        bound: 0,
        detail: `A = ${JSON.stringify(a)}, x = ${JSON.stringify(x)}: |xᵀAx| = ${Math.abs(form)}, xᵀ|A|x = ${absoluteForm}`,
      }
    },
  })
}

/** P·diag(d)·P⁻¹ by A·P = P·diag(d), column after column: P is unit upper triangular. */
function similar(d: readonly number[], above: readonly number[]): number[][] {
  const n = d.length
  let next = 0
  const p = d.map((_, i) => d.map((__, j) => (i === j ? 1 : i < j ? above[next++]! : 0)))
  const a = d.map(() => new Array<number>(n).fill(0))
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      let value = p[i]![j]! * d[j]!
      for (let k = 0; k < j; k++) value -= a[i]![k]! * p[k]![j]!
      a[i]![j] = value + 0
    }
  }
  return a
}

function quadraticForm(a: readonly (readonly number[])[], x: readonly number[]): number {
  return x.reduce((sum, xi, i) => sum + xi * x.reduce((row, xj, j) => row + a[i]![j]! * xj, 0), 0)
}
