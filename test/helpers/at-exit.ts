const chores = new Set<() => void>();

/** For the ends that run no teardown (process.exit, an uncaught exception): the latest comes first. Call the answer to call it off. */
export function atExit(chore: () => void): () => void {
  if (chores.size === 0) process.on('exit', runChores);
  chores.add(chore);
  return () => {
    chores.delete(chore);
    if (chores.size === 0) process.off('exit', runChores);
  };
}

function runChores(): void {
  for (const chore of [...chores].reverse()) chore();
}
