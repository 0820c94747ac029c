import { describe, expect, it } from 'vitest'
import { ArgumentError, ShapeError } from '../errors.ts'
import { adagrad } from './adagrad.ts'
import { adam } from './adam.ts'
import { momentum } from './momentum.ts'
import { multipliedAdagrad } from './multipliedAdagrad.ts'
import { multipliedAdam } from './multipliedAdam.ts'
import { nesterov } from './nesterov.ts'
import { noisySgd } from './noisySgd.ts'
import type { Optimizer } from './optimizer.ts'
import { perturbedGd } from './perturbedGd.ts'
import { sgd } from './sgd.ts'

const perturbed = { seed: 1, learningRate: 0.1, radius: 0.1, gradientThreshold: 0.01, waitingSteps: 3 }

const makers: Readonly<Record<string, (options: Record<string, number>) => Optimizer>> = {
  sgd,
  momentum,
  nesterov,
  adam,
  adagrad,
  noisySgd: (options) => noisySgd({ seed: 1, ...options }),
  perturbedGd: (options) => perturbedGd({ ...perturbed, ...options }),
  multipliedAdam: (options) => multipliedAdam({ stepsPerEpoch: 2, ...options }),
  multipliedAdagrad,
}

const positive = [
  ['sgd', 'learningRate'],
  ['momentum', 'learningRate'],
  ['nesterov', 'learningRate'],
  ['adam', 'learningRate'],
  ['adam', 'epsilon'],
  ['adagrad', 'learningRate'],
  ['adagrad', 'epsilon'],
  ['noisySgd', 'learningRate'],
  ['perturbedGd', 'learningRate'],
  ['multipliedAdam', 'learningRate'],
  ['multipliedAdagrad', 'learningRate'],
] as const

const notNegative = [
  ['noisySgd', 'amplitude'],
  ['perturbedGd', 'radius'],
  ['perturbedGd', 'gradientThreshold'],
  ['multipliedAdam', 'epsilon'],
  ['multipliedAdagrad', 'epsilon'],
] as const

const steps = [
  ['perturbedGd', 'waitingSteps', 0],
  ['multipliedAdam', 'stepsPerEpoch', 1],
] as const

const decays = [
  ['momentum', 'momentum'],
  ['nesterov', 'momentum'],
  ['adam', 'beta1'],
  ['adam', 'beta2'],
  ['noisySgd', 'momentum'],
  ['multipliedAdam', 'beta1'],
  ['multipliedAdam', 'beta2'],
] as const

describe('options', () => {
  it.each(positive)('%s refuses a %s that is not positive and finite', (name, option) => {
    for (const bad of [0, -0.1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => makers[name]!({ [option]: bad })).toThrow(ArgumentError)
      expect(() => makers[name]!({ [option]: bad })).toThrow(`${name}: ${option} must be`)
    }
  })

  it.each(decays)('%s refuses a %s outside [0, 1)', (name, option) => {
    for (const bad of [1, 1.5, -0.1, Number.NaN]) {
      expect(() => makers[name]!({ [option]: bad })).toThrow(ArgumentError)
      expect(() => makers[name]!({ [option]: bad })).toThrow(`${name}: ${option} must be`)
    }
    expect(makers[name]!({ [option]: 0 }).options[option]).toBe(0)
  })

  it.each(notNegative)('%s refuses a %s that is negative or not finite', (name, option) => {
    for (const bad of [-0.1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => makers[name]!({ [option]: bad })).toThrow(`${name}: ${option} must be`)
    }
    expect(makers[name]!({ [option]: 0 }).options[option]).toBe(0)
  })

  it.each(steps)('%s refuses a %s that is no integer of at least %d', (name, option, least) => {
    for (const bad of [least - 1, least + 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => makers[name]!({ [option]: bad })).toThrow(`${name}: ${option} must be`)
    }
  })

  it.each(['noisySgd', 'perturbedGd'])('%s refuses a seed that is none, before any start', (name) => {
    expect(() => makers[name]!({ seed: -1 })).toThrow('seed')
  })

  it('default to the constants of the papers', () => {
    expect(sgd().options).toEqual({ learningRate: 0.1 })
    expect(momentum().options).toEqual({ learningRate: 0.1, momentum: 0.9 })
    expect(nesterov().options).toEqual({ learningRate: 0.01, momentum: 0.9 })
    expect(adam().options).toEqual({ learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 })
    expect(adagrad().options).toEqual({ learningRate: 0.01, epsilon: 1e-8 })
  })

  it('default to those of the released code where it is that code', () => {
    expect(noisySgd({ seed: 5 }).options).toEqual({
      seed: 5,
      learningRate: 0.1,
      momentum: 0.9,
      amplitude: 1e-3,
    })
    expect(multipliedAdam({ stepsPerEpoch: 469 }).options).toEqual({
      stepsPerEpoch: 469,
      learningRate: 0.001,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
    })
    expect(multipliedAdagrad().options).toEqual({ learningRate: 0.1, epsilon: 1e-5 })
    expect(perturbedGd(perturbed).options).toEqual(perturbed)
  })
})

describe.each(Object.entries(makers))('%s', (name, make) => {
  it('carries its name, for the report', () => {
    expect(make({}).name).toBe(name)
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses to start with %d parameters', (dimension) => {
    expect(() => make({}).start(dimension)).toThrow(ArgumentError)
  })

  it('refuses a theta or a gradient of another length', () => {
    const state = make({}).start(3)
    expect(() => state.step(new Float64Array(2), new Float64Array(3))).toThrow(ShapeError)
    expect(() => state.step(new Float64Array(3), new Float64Array(4))).toThrow(ShapeError)
  })

  it('goes down, changes theta in place and leaves the gradient alone', () => {
    const theta = Float64Array.of(1, -2)
    const gradient = Float64Array.of(0.5, -0.25)
    make({}).start(2).step(theta, gradient)
    expect(theta[0]).toBeLessThan(1)
    expect(theta[1]).toBeGreaterThan(-2)
    expect(gradient).toEqual(Float64Array.of(0.5, -0.25))
  })

  it('starts each run without a memory of the last', () => {
    const optimizer = make({})
    const run = () => {
      const state = optimizer.start(1)
      const theta = Float64Array.of(1)
      for (const g of [1, -3, 2]) state.step(theta, Float64Array.of(g))
      return theta[0]!
    }
    expect(run()).toBe(run())
  })
})
