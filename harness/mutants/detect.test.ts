import fc from 'fast-check'
import { expect, it } from 'vitest'
import { property } from '../properties/property.ts'
import type { Suite } from '../properties/suite.ts'
import { none } from '../providers/laws/law.ts'
import { trialsOf } from './detect.ts'
import { detectionSummary, renderDetections } from './renderDetections.ts'

type Square = (x: number) => number
const instances = fc.integer({ min: -1000, max: 1000 })

const suite: Suite<Square> = {
  name: 'squares',
  properties: [
    property<Square, number>({
      name: 'are even',
      source: 'definition',
      instances,
      check: (square, x) => [none('difference', Math.abs(square(x) - square(-x)))],
    }),
    property<Square, number>({
      name: 'are squares',
      source: 'definition',
      instances,
      check: (square, x) => [none('difference', Math.abs(square(x) - x * x))],
    }),
  ],
  subjects: async () => [{ name: 'ours', code: (x) => x * x }],
}

const trials = trialsOf<Square>(suite, [
  { bug: 'the sign is kept', origin: 'our own', code: (x) => x * Math.abs(x) },
  { bug: 'the absolute value', origin: 'released code', code: Math.abs },
  { bug: 'wrong at 10⁶', origin: 'our own', code: (x) => (x === 1e6 ? 0 : x * x) },
  { bug: 'slower', origin: 'our own', code: (x) => x ** 2, uncatchable: 'the result is the same' },
])

it('names the first property that breaks, with the smallest counterexample', async () => {
  const [sign, absolute, far, slower] = await Promise.all(trials.map((trial) => trial.detect(1)))
  expect(sign).toMatchObject({ status: 'caught', property: 'are even', broken: { instance: 1 } })
  expect(absolute).toMatchObject({ status: 'caught', property: 'are squares', broken: { instance: 2 } })
  expect(far).toEqual({ suite: 'squares', bug: 'wrong at 10⁶', origin: 'our own', status: 'missed' })
  expect(slower).toMatchObject({ status: 'uncatchable', reason: 'the result is the same' })
})

it('the report counts, and shows what was missed or lost', async () => {
  const detections = await Promise.all(trials.map((trial) => trial.detect(1)))
  const report = { seed: 1, node: 'v20', detections, lost: ['squares: for ever (timeLimit)'] }
  expect(detectionSummary(report)).toBe('2 of 5 bugs caught, 1 cannot be caught, 1 missed, 1 did not return')
  const text = renderDetections(report, 'npm run detect')
  expect(text).toContain('did not return: squares: for ever')
  expect(text).toMatch(/are squares\s+\| 1 /)
  expect(text).toContain('`2`')
})
