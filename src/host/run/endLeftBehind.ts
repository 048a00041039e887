/** How long a process that has let go of its connection may take to end, and how often it is looked at, in milliseconds. */
const patience = 1000;
const interval = 25;

/**
 * Ends what a process has started and left behind, once it has gone itself: its terminal sends them a hangup, and what ignores that would
 * stay. A process that a terminal started leads a group. Windows ends such processes itself.
 */
export function endLeftBehind(leader: number): void {
  if (process.platform === 'win32') return;
  const limit = Date.now() + patience;
  const look = () => {
    // Not before it has gone: its exit code says how the run went.
    if (Date.now() < limit && signal(leader, 0)) setTimeout(look, interval);
    else signal(-leader, 'SIGKILL');
  };
  look();
}

/** `false` if nobody is there. */
function signal(target: number, what: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, what);
  } catch {
    return false;
  }
}
