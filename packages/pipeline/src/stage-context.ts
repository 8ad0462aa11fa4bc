/** What every stage takes besides its inputs: a way to stop it and two ways to hear from it. */
export interface StageContext {
  /** Aborting it ends the stage with `signal.reason` and leaves nothing half-written. */
  signal?: AbortSignal | undefined;
  /** Finished share of the stage, 0 to 1, ascending. */
  onProgress?: ((fraction: number, message: string) => void) | undefined;
  /** One line of what is worth keeping: never rows, never secrets. */
  log?: ((line: string) => void) | undefined;
}
