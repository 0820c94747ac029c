/**
 * The one public list of exports: specs, benches and users import nothing deeper.
 *
 * Arranged by room, from the mathematics to the claims.
 */

export { constantColumns, zeroColumns } from './algebra/columnKinds.ts'
export { type Random, seededRandom } from './algebra/random.ts'
export { wignerMatrix, wishartMatrix } from './algebra/randomMatrices.ts'
export type { RunOptions } from './algebra/runOptions.ts'
export { denseRows, type SparseRows, selectRows, sparseRows, subtractRow } from './algebra/sparseRows.ts'
export {
  diagonalMatrix,
  frobeniusNorm,
  infinityNorm,
  principalSubmatrix,
  type SymmetricMatrix,
  symmetricMatrix,
} from './algebra/symmetricMatrix.ts'
export { addScaled, dot, norm, unitRoundoff } from './algebra/vectors.ts'
export {
  type AlignedInstance,
  type AlignedRecipe,
  alignedVectors,
  type Eigenspace,
  expandAlignedVector,
} from './arbitraries/alignedVectors.ts'
export { type ColumnKind, columnKinds } from './arbitraries/dataSets.ts'
export { expandNetwork, type NetworkInstance } from './arbitraries/expandNetwork.ts'
export { expandSymmetricMatrix, type SymmetricInstance } from './arbitraries/expandSymmetricMatrix.ts'
export { type LapackTypeRecipe, lapackTypes } from './arbitraries/lapackTypes.ts'
export {
  collinearFeature,
  constantFeature,
  deadFeature,
  deadUnit,
  duplicatedFeature,
  duplicatedUnits,
  fewSamples,
  hugeScale,
  oneClass,
  repeatedRows,
  tinyScale,
  withoutBiases,
  zeroOutgoing,
} from './arbitraries/networkLabels.ts'
export { networkRounding } from './arbitraries/networkRounding.ts'
export { type NetworkRecipe, type NetworkRecipeOptions, networks } from './arbitraries/networks.ts'
export {
  expandSolverMatrix,
  type SolverMatrix,
  type SolverMatrixRecipe,
  solverMatrices,
} from './arbitraries/solverMatrices.ts'
export {
  plainSpectrumKinds,
  type SpectrumKind,
  type SymmetricRecipe,
  spectrumKinds,
  symmetricMatrices,
} from './arbitraries/symmetricMatrices.ts'
export { type PointKind, pointKinds, type ThetaScale, thetaScales } from './arbitraries/thetas.ts'
export {
  expandTridiagonal,
  type TridiagonalInstance,
  type TridiagonalRecipe,
  tridiagonals,
} from './arbitraries/tridiagonals.ts'

export { type Check, type Claim, type Control, type Source, specify, type Term } from './claims/claim.ts'
export { codeVersion } from './claims/codeVersion.ts'
export { type ClaimContext, claimContext, type Scale } from './claims/context.ts'
export {
  type ContinuationLimits,
  type ContinuedRun,
  continuedRun,
  type WayPoint,
} from './claims/continuedRun.ts'
export { forAll } from './claims/forAll.ts'
export { forEachOf } from './claims/forEachOf.ts'
export type { Margin } from './claims/margin.ts'
export { measuredCurvature, measuredSigns } from './claims/measuredPoint.ts'
export { type Diverged, type MeasuredRun, measuredRun, type RunMeasures } from './claims/measuredRun.ts'
export { type NetworkPlan, plannedObjective } from './claims/plannedNetwork.ts'
export type { Plot, PlotAxis, PlotMark, PlotPoint, PlotSeries } from './claims/plot.ts'
export { type DecidedClaim, runClaim } from './claims/runClaim.ts'
export {
  type SaddleFreeMeasures,
  type SaddleFreePlan,
  type SaddleFreeRun,
  saddleFreeRun,
} from './claims/saddleFreeRun.ts'
export { sharedWork } from './claims/sharedWork.ts'
export { type TrainedAccuracy, trainedAccuracy } from './claims/trainedAccuracy.ts'
export {
  startOf,
  type TrainedNetwork,
  type TrainingPlan,
  type Trajectory,
  trainedNetwork,
  trainedTrajectory,
  type Waypoint,
} from './claims/trainedNetwork.ts'
export type { EvidenceTable, Verdict, VerdictStatus } from './claims/verdict.ts'
export { withRemarks } from './claims/withRemarks.ts'
export { type CertifiedPoint, certifiedPoint } from './criticalPoints/certifiedPoint.ts'
export { type Classification, classify } from './criticalPoints/classify.ts'
export { type SearchResult, searchStart } from './criticalPoints/criticalPointSearch.ts'
export { type CurvatureReport, curvatureAt } from './criticalPoints/curvatureAt.ts'
export type { Condition, Decision, Enclosure } from './criticalPoints/enclosure.ts'
export { goodSaddle } from './criticalPoints/goodSaddle.ts'
export { type HessianLipschitzEstimate, hessianLipschitz } from './criticalPoints/hessianLipschitz.ts'
export {
  frye2020LineSearch,
  type LineSearchOptions,
  type LineSearchResult,
  lineSearch,
} from './criticalPoints/lineSearch.ts'
export { type MinresQlp, type MinresQlpResult, minresQlp } from './criticalPoints/minresQlp.ts'
export {
  choi2011ConditionLimit,
  choi2011TransferCondition,
  frye2020Rtol,
  type MinresQlpOptions,
} from './criticalPoints/minresQlpOptions.ts'
export type { MinresQlpStatus } from './criticalPoints/minresQlpStopping.ts'
export { newtonMr } from './criticalPoints/newtonMr.ts'
export { type PointSigns, signsAt } from './criticalPoints/signsAt.ts'
export { type StableSaddle, stableSaddle } from './criticalPoints/stableSaddle.ts'
export { frye2020GradientNormBound, type Stationarity, stationarity } from './criticalPoints/stationarity.ts'
export { type StrictSaddle, strictSaddle } from './criticalPoints/strictSaddle.ts'
export {
  type GradientJump,
  type TrustRegionResult,
  trustRegionNewton,
  trustRegionStart,
} from './criticalPoints/trustRegionNewton.ts'
export { type Cifar10Variant, loadCifar10 } from './data/cifar10.ts'
export { featureNetworks, loadCifar10Features } from './data/cifar10Features.ts'
export { type CifarFeatures, cifarFeatures } from './data/cifarFeatures.ts'
export { type DataSet, shuffledLabels, takeSamples } from './data/dataSet.ts'
export { dataSetNames, loadDataSet } from './data/loadDataSet.ts'
export { loadMnistFeatures } from './data/mnistFeatures.ts'
export { readNpy, writeNpy } from './data/npy.ts'
export { pooledImages } from './data/pooledImages.ts'
export { replaceFile } from './data/replaceFile.ts'
export {
  ArgumentError,
  DataError,
  HarnessError,
  InternalError,
  NativeCallError,
  ProviderUnavailable,
  ShapeError,
} from './errors.ts'
export { gutter } from './landscapes/gutter.ts'
export { hessianLipschitzBounds } from './landscapes/hessianLipschitzBounds.ts'
export { minMaxSaddle } from './landscapes/minMaxSaddle.ts'
export { monkeySaddle } from './landscapes/monkeySaddle.ts'
export { plateau, plateauLargestLearningRate } from './landscapes/plateau.ts'
export { quartic } from './landscapes/quartic.ts'
export { accuracy } from './networks/accuracy.ts'
export { type ActivationName, activationNames } from './networks/activations.ts'
export { type Architecture, architecture, architectureName } from './networks/architecture.ts'
export type { HvpBlockOptions } from './networks/hvpBlock.ts'
export { type InitializerName, initializerNames, initialTheta } from './networks/initializers.ts'
export { type LossName, lossNames } from './networks/losses.ts'
export { type NetworkObjective, networkObjective } from './networks/networkObjective.ts'
export type { NetworkOptions } from './networks/networkProblem.ts'
export type { NullCause } from './networks/nullFamily.ts'
export type { AssembledHessian, HessianOptions, Objective, SampledObjective } from './networks/objective.ts'
export type { NullDirection, StructuralZeros } from './networks/structuralZeros.ts'
export { adagrad } from './optimizers/adagrad.ts'
export { adam } from './optimizers/adam.ts'
export {
  type DampedStep,
  type DampedStepsOptions,
  dampedSteps,
  dauphin2014Dampings,
} from './optimizers/dampedSteps.ts'
export { krylovSaddleFreeNewton } from './optimizers/krylovSaddleFreeNewton.ts'
export { dauphin2014KrylovDimension, krylovSaddleFreeSteps } from './optimizers/krylovSaddleFreeStep.ts'
export { momentum } from './optimizers/momentum.ts'
export { multipliedAdagrad } from './optimizers/multipliedAdagrad.ts'
export { multipliedAdam } from './optimizers/multipliedAdam.ts'
export { nesterov } from './optimizers/nesterov.ts'
export { noisySgd, noisySgdAmplitude } from './optimizers/noisySgd.ts'
export type { Optimizer } from './optimizers/optimizer.ts'
export { perturbedGd } from './optimizers/perturbedGd.ts'
export { sgd } from './optimizers/sgd.ts'
export { epochs, lossChange, type StopRule } from './optimizers/stopRules.ts'
export { type Training, train } from './optimizers/train.ts'
export { checkCoverage, type LabelCoverage } from './properties/checkCoverage.ts'
export type {
  ComputedMatrix,
  CurvatureCode,
  CurvatureObjective,
  CurvatureSupport,
} from './properties/networks/curvatureCode.ts'
export { curvatureProperties } from './properties/networks/networksSuite.ts'
export {
  type Broken,
  type DecideOptions,
  type Held,
  type Label,
  type Labels,
  type Outcome,
  type Property,
  type PropertyDefinition,
  property,
} from './properties/property.ts'
export {
  askEigensolver,
  type EigenProblem,
  type Eigensolver,
  type EigensolverAnswer,
  type EigensolverFault,
  type EigensolverLaw,
  eigenProblems,
  eigensolverLaws,
  type FaultKind,
  type SolvedPairs,
  type Unanswered,
} from './providers/eigensolverContract.ts'
export { breaches, type Law, type Ratio } from './providers/laws/law.ts'
export { panelDepth } from './providers/ldlt/ldltPanels.ts'
export type {
  Eigenpairs,
  Eigenvalues,
  Failure,
  Inertia,
  Provider,
} from './providers/provider.ts'
export { chooseProvider, findProviders, foundProviders, type ProviderFinding } from './providers/registry.ts'
export { packageVersion } from './reporting/packageVersion.ts'
export type { ProgressDisplay } from './reporting/progressDisplay.ts'
export { terminalProgress } from './reporting/terminalProgress.ts'
export {
  type CertifiedCounts,
  type CertifiedInterval,
  certifiedCounts,
  type UndecidedCounts,
} from './spectra/certifiedCounts.ts'
export { type CertifiedCut, certifiedCut } from './spectra/certifiedCut.ts'
export { type CertifiedInertia, certifiedInertia } from './spectra/certifiedInertia.ts'
export { certifiedSigns } from './spectra/certifiedSigns.ts'
export { type CountedDegeneracy, degeneracyCounts } from './spectra/degeneracyCounts.ts'
export { type DegeneracyPoint, decadeTolerances, degeneracyCurve } from './spectra/degeneracyCurve.ts'
export { type DiagonalEstimate, diagonalEstimate } from './spectra/diagonalEstimate.ts'
export { type Eigenpair, type ExtremeEigenpairs, extremeEigenpairs } from './spectra/extremeEigenpairs.ts'
export { gaussianSpectrum } from './spectra/gaussianSpectrum.ts'
export { gaussQuadrature, type Quadrature } from './spectra/gaussQuadrature.ts'
export { type Lanczos, lanczos } from './spectra/lanczos.ts'
export { hessianOperator, type LinearOperator, matrixOperator } from './spectra/linearOperator.ts'
export type { ProbeKind } from './spectra/probeVectors.ts'
export type { EstimateTolerance } from './spectra/sampledEstimate.ts'
export { momentRadius, semicircleCdf, semicircleDistance } from './spectra/semicircle.ts'
export { type SemicircleFit, semicircleFit } from './spectra/semicircleFit.ts'
export { type CertifiedSigns, signsFromCuts } from './spectra/signsFromCuts.ts'
export { type SpectralDensity, spectralDensity } from './spectra/spectralDensity.ts'
export { smoothedDensity, spectralCdf, spectralMean, spectralMoments } from './spectra/spectralMean.ts'
export { type TraceEstimate, traceEstimate } from './spectra/traceEstimate.ts'
export { jonckheereTest } from './statistics/jonckheereTest.ts'
export { type MeanDeviation, meanDeviation } from './statistics/meanDeviation.ts'
export { type Interval, pageTrendBounds, type TrendBounds } from './statistics/pageTrendBounds.ts'
export { pageTrendTest } from './statistics/pageTrendTest.ts'
export {
  type Correlation,
  fewestPairs,
  type RankCorrelation,
  rankCorrelation,
} from './statistics/rankCorrelation.ts'
export { binomialInterval, slopeInterval } from './statistics/statistics.ts'
export type { TrendTest } from './statistics/trendTest.ts'
