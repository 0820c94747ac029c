import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assertProperty } from '../properties/assertProperty.ts'
import { inLanes, lineHeight, spread, textWidth, wrapText } from './markLabels.ts'

const fontSize = 12
const right = 700

const marks = fc.array(
  fc.record({
    at: fc.double({ min: 60, max: 690, noNaN: true }),
    text: fc
      .array(fc.constantFrom('a', 'paper:', 'structural', '1,625'), { minLength: 1, maxLength: 9 })
      .map((words) => words.join(' ')),
  }),
  { maxLength: 6 },
)

describe('texts of marks', () => {
  test('above the frame no text covers another, and no stem passes through a text', () => {
    assertProperty(
      fc.property(marks, (given) => {
        const placed = inLanes(given, right, fontSize)
        expect(placed).toHaveLength(given.length)
        const boxes = placed.map(({ at, lines, anchor, lane }) => {
          const width = Math.max(...lines.map((line) => textWidth(line, fontSize)))
          return {
            at,
            lane,
            from: anchor === 'start' ? at : at - width,
            to: anchor === 'start' ? at + width : at,
          }
        })
        for (const a of boxes) {
          expect(a.to).toBeLessThanOrEqual(right)
          for (const b of boxes) {
            if (a === b) continue
            if (a.lane === b.lane) expect(a.to <= b.from || b.to <= a.from).toBe(true)
            if (a.lane > b.lane) expect(a.at <= b.from || b.to <= a.at).toBe(true)
          }
        }
      }),
    )
  })

  test('beside the frame no text covers another, and all stay in the picture that has room for them', () => {
    const labels = fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 300, noNaN: true }),
        lines: fc.constantFrom(['one'], ['one', 'two']),
      }),
      { maxLength: 8 },
    )
    assertProperty(
      fc.property(labels, (given) => {
        const placed = spread(given, 0, 300)
        const half = (lines: readonly string[]) => (lines.length * lineHeight) / 2
        placed.forEach(({ middle, lines }, k) => {
          expect(middle - half(lines) >= 0 && middle + half(lines) <= 300).toBe(true)
          const next = placed[k + 1]
          if (next) expect(middle + half(lines) <= next.middle - half(next.lines)).toBe(true)
        })
      }),
    )
  })

  test('texts are broken at blanks', () => {
    expect(wrapText('one two three', textWidth('one two', fontSize), fontSize)).toEqual(['one two', 'three'])
    expect(wrapText('indivisible', 1, fontSize)).toEqual(['indivisible'])
  })
})
