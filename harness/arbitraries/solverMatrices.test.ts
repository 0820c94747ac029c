import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { expandSolverMatrix, solverMatrices } from './solverMatrices.ts'

const drawn = fc.sample(solverMatrices({ maxOrder: 9 }), { seed: 1, numRuns: 400 })

describe('solverMatrices', () => {
  it('draws all three families, up to the order asked for', () => {
    for (const field of ['spectrum', 'diagonal', 'type'])
      expect(drawn.filter((recipe) => field in recipe).length).toBeGreaterThan(60)
    const orders = drawn.map((recipe) => expandSolverMatrix(recipe).matrix.order)
    expect([Math.min(...orders), Math.max(...orders)]).toEqual([1, 9])
  })

  it('has a spectrum for every one when asked for known ones, and else not always', () => {
    const known = fc.sample(solverMatrices({ known: true }), { seed: 1, numRuns: 200 })
    for (const recipe of known) {
      const { matrix, eigenvalues, eigenvalueError } = expandSolverMatrix(recipe)
      expect(eigenvalues?.length).toBe(matrix.order)
      expect(eigenvalueError).toBeLessThan(Number.POSITIVE_INFINITY)
    }
    expect(drawn.some((recipe) => expandSolverMatrix(recipe).eigenvalues === undefined)).toBe(true)
  })

  it('builds the same matrix from the printed recipe', () => {
    for (const recipe of drawn.slice(0, 40)) {
      const again = JSON.parse(JSON.stringify(recipe)) as typeof recipe
      expect(expandSolverMatrix(again)).toEqual(expandSolverMatrix(recipe))
    }
  })

  it('shrinks to a small prescribed spectrum', () => {
    const small = fc.property(solverMatrices(), (recipe) => expandSolverMatrix(recipe).matrix.order < 2)
    const { counterexample } = fc.check(small, { seed: 2 })
    expect(counterexample![0]).toMatchObject({ spectrum: [1 / 8, -1 / 8], scaleExponent: 0 })
  })

  it('refuses an order too small for one of its kinds', () => {
    expect(() => solverMatrices({ maxOrder: 1 })).toThrow(ArgumentError)
  })
})
