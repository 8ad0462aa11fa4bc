export { histogram, quantileEdges } from './bins.ts';
export { buildCategoricalProfile, type CategoricalProfile } from './categorical-profile.ts';
export { chiSquareIsf, chiSquareSurvival, kolmogorovSurvival } from './distributions.ts';
export { mergeThinBins } from './merge-thin-bins.ts';
export { buildNumericProfile, type NumericProfile } from './numeric-profile.ts';
export { psi, psiThreshold, type PsiTest } from './psi.ts';
export { windowBounds, windowIndexOf } from './window-of.ts';
