/** The numbers of a provider's result; a status in their place breaks the property that asks for them. */
import type { SymmetricMatrix } from '../../algebra/symmetricMatrix.ts'
import { InternalError } from '../../errors.ts'
import type { Eigenpairs, Eigenvalues, Inertia, Provider } from '../../providers/provider.ts'

export async function eigenvaluesOf(provider: Provider, matrix: SymmetricMatrix): Promise<Eigenvalues> {
  const result = await provider.eigenvalues(matrix)
  if (result.status === 'converged') return result
  throw new InternalError(`${provider.name}.eigenvalues`, `${result.status}, ${result.message}`)
}

export async function eigenpairsOf(provider: Provider, matrix: SymmetricMatrix): Promise<Eigenpairs> {
  const result = await provider.eigenpairs(matrix)
  if (result.status === 'converged') return result
  throw new InternalError(`${provider.name}.eigenpairs`, `${result.status}, ${result.message}`)
}

export async function inertiaOf(
  provider: Provider,
  matrix: SymmetricMatrix,
  shift: number,
): Promise<Inertia> {
  const result = await provider.inertia(matrix, shift)
  if (result.status === 'factored') return result
  throw new InternalError(`${provider.name}.inertia`, `${result.status}, ${result.message}`)
}
