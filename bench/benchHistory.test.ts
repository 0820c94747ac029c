import { describe, expect, test } from 'vitest'
import { type HistoryLine, historyLine, machineName, parseHistory, stepsOf } from './benchHistory.ts'
import type { BenchReport } from './benchReport.ts'

function line(ratio: number, commit: string, machine = 'm'): HistoryLine {
  return { date: '2026-01-02T00:00:00Z', commit, machine, parts: ['bars'], ratios: { claim: ratio } }
}

describe('parseHistory', () => {
  test('reads back what was written and drops what is damaged', () => {
    const lines = [line(2, 'a'), line(3, 'b')]
    const text = `${JSON.stringify(lines[0])}\n{"cut": \n[]\nnull\n${JSON.stringify(lines[1])}\n`
    expect(parseHistory(text)).toEqual(lines)
  })

  test('nothing is no history', () => {
    expect(parseHistory('')).toEqual([])
  })
})

describe('historyLine', () => {
  test('holds the ratio of every gate that was measured', () => {
    const machine = { node: 'v20.1.2', platform: 'linux x64', processors: '2 × some' }
    const report: BenchReport = {
      schema: 2,
      mode: 'full',
      parts: [
        {
          ...machine,
          part: 'bars',
          title: 'Bars',
          date: '2026-01-02T00:00:00Z',
          commit: 'abc',
          load: 0,
          command: '',
          elapsedMs: 1,
          controls: [],
          suites: [
            {
              title: 's',
              rows: [],
              gates: [
                { status: 'skipped', claim: 'absent', skipped: 'why' },
                {
                  status: 'passed',
                  claim: 'count',
                  unit: 'u',
                  required: { kind: 'atMost', count: 4 },
                  counted: 2,
                },
                {
                  status: 'passed',
                  claim: 'bar',
                  threshold: { kind: 'atLeast', ratio: 2 },
                  unit: 'u',
                  note: '',
                  ratios: [3, 5],
                  limit: '',
                },
              ],
            },
          ],
        },
      ],
    }
    expect(historyLine(report)).toEqual({
      date: '2026-01-02T00:00:00Z',
      commit: 'abc',
      machine: machineName(machine),
      parts: ['bars'],
      ratios: { count: 2, bar: 4 },
    })
    expect(historyLine({ ...report, parts: [] })).toBeUndefined()
  })
})

describe('stepsOf', () => {
  test('noise stays on its level, a change is a step, a return is another', () => {
    const ratios = [20, 21, 19, 40, 41, 20]
    const history = ratios.map((ratio, k) => line(ratio, `c${k}`))
    expect(
      stepsOf(history, 'claim', 'm').map(({ ratio, runs, since }) => [ratio, runs, since.commit]),
    ).toEqual([
      [20, 3, 'c0'],
      [41, 2, 'c3'],
      [20, 1, 'c5'],
    ])
  })

  test('a slow decay is a step as soon as it leaves the level', () => {
    const history = Array.from({ length: 8 }, (_, k) => line(20 * 0.93 ** k, `c${k}`))
    expect(stepsOf(history, 'claim', 'm').length).toBeGreaterThan(1)
  })

  test('other machines and other claims are not compared', () => {
    expect(stepsOf([line(1, 'a', 'other')], 'claim', 'm')).toEqual([])
    expect(stepsOf([line(1, 'a')], 'unknown', 'm')).toEqual([])
  })
})
