/** What `flywheel up` was asked for. */
export interface UpOptions {
  /** Leave the supervisor in the background and return when everything is live. */
  detach: boolean;
  /** Turn the loop once everything is live. */
  loop: boolean;
  /** Stop everything when the loop has ended. */
  exit: boolean;
  project: string;
}
