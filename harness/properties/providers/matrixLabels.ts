/** Kinds of matrices that separate eigensolvers, as labels of recipes. Only prescribed spectra are looked at. */
import type { SolverMatrixRecipe } from '../../arbitraries/solverMatrices.ts'
import type { Labels } from '../property.ts'

/** Far below what is drawn: the labels are there to notice a generator that has stopped drawing a kind. */
const share = 0.05

export const matrixLabels: Labels<SolverMatrixRecipe> = {
  indefinite: spectrumLabel((values) => values.some((x) => x < 0) && values.some((x) => x > 0)),
  singular: spectrumLabel((values) => values.includes(0)),
  repeated: spectrumLabel((values) => new Set(values).size < values.length),
  'tiny scale': { share, applies: (recipe) => 'scaleExponent' in recipe && recipe.scaleExponent < -300 },
  'huge scale': { share, applies: (recipe) => 'scaleExponent' in recipe && recipe.scaleExponent > 300 },
  'LAPACK type': { share, applies: (recipe) => 'type' in recipe },
  tridiagonal: { share, applies: (recipe) => 'diagonal' in recipe },
}

/** The same for instances that hold a matrix and more. */
export function matrixLabelsOf<T>(recipeOf: (instance: T) => SolverMatrixRecipe): Labels<T> {
  return Object.fromEntries(
    Object.entries(matrixLabels).map(([label, { applies }]) => [
      label,
      { share, applies: (instance: T) => applies(recipeOf(instance)) },
    ]),
  )
}

function spectrumLabel(applies: (spectrum: readonly number[]) => boolean) {
  return {
    share,
    applies: (recipe: SolverMatrixRecipe) => 'spectrum' in recipe && applies(recipe.spectrum),
  }
}
