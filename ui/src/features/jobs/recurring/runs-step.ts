// How many runs of a recurring job are shown at first, and with every "Show more".

export const RUNS_STEP = 20;

/** The server keeps more, but gives no more at once. */
export const MOST_RUNS = 100;
