/** Ends what a process that leads its group has started; a process that a terminal started leads one. Windows ends such processes itself. */
export function endGroup(leader: number): void {
  if (process.platform === 'win32') return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}
