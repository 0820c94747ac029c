/** Who stands in the scoreboard. The first is what the times of the others are compared with. */

/** A module is named, not loaded: only the process that may be killed loads it. */
export interface CandidateModule {
  readonly name: string
  readonly url: string
  readonly exportName: string
}

export const candidates: readonly CandidateModule[] = [
  ours('embedded'),
  ours('lapack'),
  fromNpm('mathjs', 'mathjs'),
  fromNpm('ml-matrix', 'mlMatrix'),
  fromNpm('@jax-js/jax', 'jax'),
  fromNpm('eigen', 'eigen'),
  fromNpm('numeric', 'numeric'),
  fromNpm('numpy-ts', 'numpyTs'),
  fromNpm('@josh-brown/vector', 'joshBrownVector'),
  fromNpm('vectorious', 'vectorious'),
  fromNpm('emlapack', 'emlapack'),
]

function ours(name: string): CandidateModule {
  return { name, url: new URL('./solvers/ourProviders.ts', import.meta.url).href, exportName: name }
}

function fromNpm(name: string, file: string): CandidateModule {
  return { name, url: new URL(`./solvers/${file}.ts`, import.meta.url).href, exportName: 'candidate' }
}
