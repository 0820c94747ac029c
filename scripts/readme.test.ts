import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import tables from '../fixtures/sankar2017/tables.json' with { type: 'json' }
import { loadDataSet, zeroColumns } from '../harness/index.ts'

const readme = readFileSync('README.md', 'utf8')

describe('README', () => {
  test.each(['specs/examples/rayleighQuotient.spec.ts', 'scripts/examples/ownCurvature.test.ts'])(
    'shows what runs, word for word: %s',
    (file) => {
      expect(readme).toContain(`\`\`\`ts\n${readFileSync(file, 'utf8')}\`\`\``)
    },
  )

  test('every file it links to is there', () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link!)
    expect(links.length).toBeGreaterThan(5)
    expect(links.filter((link) => !existsSync(link))).toEqual([])
  })

  test('every npm script it names is one', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>
    }
    const named = [...readme.matchAll(/npm (?:run (?:-s )?([a-z]+)|(test)\b)/g)].map(
      ([, run, test]) => run ?? test!,
    )
    expect(named.length).toBeGreaterThan(4)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })

  test('what it tells of the printed degeneracies follows from the tables and the data', () => {
    const rows = [...tables.methods, ...tables.initializations].filter(({ data }) => data === 'MNIST')
    const printed = rows.map(({ zero }) => zero.mean)
    const [, units = Number.NaN] = tables.dimensions.find(({ place }) => place === 'Table 1')!.layers
    const pixels = zeroColumns(loadDataSet('mnist-centered-70k', 'train').inputs).length
    const digits = (count: number) => count.toLocaleString('en-US')
    const prose = readme.replace(/\s+/g, ' ')
    for (const said of [
      `between ${digits(Math.min(...printed))} and ${digits(Math.max(...printed))} for one hidden layer`,
      `${pixels} pixels of MNIST are 0 in every image`,
      `Each makes ${units} rows of the Hessian identically zero`,
      `fewer than ${digits(pixels * units)} is impossible, and ${digits(pixels * units)} was known`,
    ]) {
      expect(prose).toContain(said)
    }
  })
})
