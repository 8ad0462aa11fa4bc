/** Tables of experiment tracking and the model registry. */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface RegistryTables {}
