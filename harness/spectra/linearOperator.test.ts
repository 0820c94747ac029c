import { expect, it } from 'vitest'
import { ShapeError } from '../errors.ts'
import { quartic } from '../landscapes/quartic.ts'
import { hessianOperator } from './linearOperator.ts'

it('hessianOperator multiplies with the Hessian at the theta it was given', () => {
  const theta = Float64Array.of(-3, 0)
  const operator = hessianOperator(quartic, theta)
  theta.fill(7)
  expect(operator.order).toBe(2)
  expect(operator.apply(Float64Array.of(1, 1))).toEqual(Float64Array.of(21, 10))
  expect(() => hessianOperator(quartic, new Float64Array(3))).toThrow(ShapeError)
})
