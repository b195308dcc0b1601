/** Which conversations the list shows; it stands in the address. */
export const VIEWS = ['unread', 'mine', 'unassigned', 'all'] as const;
export type View = (typeof VIEWS)[number];

export const viewOf = (search: Record<string, unknown>): { view?: View } => {
  const found = VIEWS.find((view) => view === search.view);
  return found && found !== 'all' ? { view: found } : {};
};
