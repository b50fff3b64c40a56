/**
 * Test files with real parts that run side by side: they wait more than they work, even on two cores.
 * Clusters that ran before are one set alone.
 */
export const filesAtOnce = process.env.LOGFLOW_TEST_CLUSTERS ? 1 : 2;
