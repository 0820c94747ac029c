import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

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
})
