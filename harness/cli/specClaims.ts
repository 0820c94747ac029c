/** The claims of the spec files, collected by importing them, and those among them that a pattern means. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Claim, setClaimRunner } from '../claims/claim.ts'
import { ArgumentError, DataError, InternalError } from '../errors.ts'

/** Beside harness/, in the source and in the built package alike. */
export const packageSpecs = fileURLToPath(new URL('../../specs', import.meta.url))

/**
 * Imports every `*.spec.ts` or `*.spec.js` below `folder`, once in a process.
 *
 * @returns in the order of their ids
 * @throws DataError when there is none, InternalError when two claims have one id
 */
export async function collectClaims(folder: string = packageSpecs): Promise<Claim[]> {
  const claims = new Map<string, Claim>()
  setClaimRunner((claim) => {
    if (claims.has(claim.id)) throw new InternalError('collectClaims', `two claims are called ${claim.id}`)
    claims.set(claim.id, claim)
  })
  try {
    for (const file of specFiles(folder)) await import(pathToFileURL(file).href)
  } finally {
    setClaimRunner(undefined)
  }
  return [...claims.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/**
 * The claims whose id contains one of the patterns, all without a pattern; an id in full means that claim alone,
 * so that `a/claim1` can be told from `a/claim10`.
 *
 * @throws ArgumentError on a pattern that means no claim
 */
export function selectClaims(claims: readonly Claim[], patterns: readonly string[]): Claim[] {
  if (patterns.length === 0) return [...claims]
  const meant = new Set(patterns.flatMap((pattern) => claimsMeant(claims, pattern)))
  return claims.filter((claim) => meant.has(claim))
}

function claimsMeant(claims: readonly Claim[], pattern: string): Claim[] {
  const exact = claims.filter(({ id }) => id === pattern)
  const meant = exact.length > 0 ? exact : claims.filter(({ id }) => pattern !== '' && id.includes(pattern))
  if (meant.length > 0) return meant
  const known = claims.map(({ id }) => id).join(', ')
  throw new ArgumentError(
    'saddlecheck',
    'pattern',
    `part of a claim's id (${known})`,
    JSON.stringify(pattern),
  )
}

function specFiles(folder: string): string[] {
  const files = readFolder(folder)
    .filter((file) => /\.spec\.[jt]s$/.test(file))
    .sort()
  if (files.length > 0) return files.map((file) => join(folder, file))
  throw new DataError(folder, 'spec files', 'none', 'Install the package again: npm ci')
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch (cause) {
    throw new DataError(folder, 'a folder of spec files', 'none', 'Install the package again: npm ci', {
      cause,
    })
  }
}
