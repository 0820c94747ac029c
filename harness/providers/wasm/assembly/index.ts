/** Everything that the host can call. */
export { addMatrixProduct, productScratch } from './gemm'
export { heapBase } from './heap'
export {
  ldltFactor,
  ldltPack,
  ldltPanel,
  ldltProductNorm,
  ldltReorder,
  ldltSubtract,
  ldltSubtractTriangle,
  triangleNorm,
} from './ldlt'
export {
  networkAddOuter,
  networkAddSparseOuter,
  networkDirectionalForward,
  networkForward,
  networkRowProducts,
  networkSparseForward,
} from './network'
export { reflectorProducts, reflectVectors } from './reflectVectors'
export { rotateRows } from './rotateRows'
export { countRounds, trapLast } from './selfTest'
export { tridiagonalizePanel } from './tridiagonalize'
