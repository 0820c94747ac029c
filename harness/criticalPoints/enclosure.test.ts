import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { allOf, anyOf, around, atLeast, atMost, below, type Decision, reasonOf } from './enclosure.ts'

const touching = { from: 1, to: 2 }

describe('comparisons', () => {
  it.each([
    [atMost, 2, 'holds'],
    [atMost, 1.5, 'undecided'],
    [atMost, 1, 'undecided'],
    [atMost, 0.5, 'fails'],
    [below, 2, 'undecided'],
    [below, 2.5, 'holds'],
    [below, 1, 'fails'],
    [atLeast, 1, 'holds'],
    [atLeast, 2, 'undecided'],
    [atLeast, 2.5, 'fails'],
  ] as const)('%o of [1, 2] with %d', (compare, limit, status) => {
    expect(compare('x', touching, limit).status).toBe(status)
  })

  it('say how far they are from another answer', () => {
    expect(atMost('x', touching, 5).margin).toBe(3)
    expect(atMost('x', touching, -1).margin).toBe(2)
    expect(atMost('x', touching, 1.5).margin).toBe(0)
  })

  it('refuse NaN', () => {
    expect(() => atMost('x', { from: Number.NaN, to: 1 }, 1)).toThrow(ArgumentError)
    expect(() => below('x', { from: 0, to: Number.NaN }, 1)).toThrow(ArgumentError)
    expect(() => atLeast('x', touching, Number.NaN)).toThrow(ArgumentError)
    expect(() => around(Number.NaN)).toThrow(ArgumentError)
    expect(() => around(1, Number.NaN)).toThrow(ArgumentError)
  })
})

describe('around', () => {
  it('is exact without an error, and outward with one', () => {
    expect(around(0.1)).toEqual({ from: 0.1, to: 0.1 })
    const { from, to } = around(1, 2 ** -60)
    expect(from).toBeLessThan(1)
    expect(to).toBeGreaterThan(1)
    expect(around(0, Number.POSITIVE_INFINITY)).toEqual({
      from: Number.NEGATIVE_INFINITY,
      to: Number.POSITIVE_INFINITY,
    })
  })
})

describe('allOf and anyOf', () => {
  const of = (...statuses: Decision[]) => statuses.map((status) => ({ status }))
  it('hold whichever the undecided ones are', () => {
    expect(allOf(of('holds', 'undecided', 'fails'))).toBe('fails')
    expect(allOf(of('holds', 'undecided'))).toBe('undecided')
    expect(allOf(of('holds', 'holds'))).toBe('holds')
    expect(anyOf(of('holds', 'undecided', 'fails'))).toBe('holds')
    expect(anyOf(of('fails', 'undecided'))).toBe('undecided')
    expect(anyOf(of('fails', 'fails'))).toBe('fails')
  })
})

describe('reasonOf', () => {
  it('names what decided, with its numbers', () => {
    const conditions = [atMost('x ≤ a', touching, 5), atMost('y ≤ b', { from: 3, to: 3 }, 2)]
    expect(reasonOf(conditions, 'fails')).toBe('y ≤ b fails: 3 against 2')
    expect(reasonOf(conditions, 'holds')).toBe('x ≤ a holds: within [1, 2] against 5')
  })
})
