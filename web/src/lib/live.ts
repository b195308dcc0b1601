import type { Query, QueryClient } from '@tanstack/react-query';

type Change = { kind: string; ids: string[] };
type News = { resync?: boolean; changes?: Change[] };

const FIGURES = ['showLive', 'listRecipients', 'listBudgets'];
const INBOX = ['listConversations', 'countConversations', 'showConversation', 'listMessages'];

/** Kinds of events and the questions whose answers they change: told when the answer is another. */
const ASKS: Record<string, string[]> = {
  'messaging.received': ['listMessages', 'listContacts', 'timeline', 'showStanding'],
  'messaging.dispatched': [...FIGURES, 'listMessages'],
  'messaging.moved': [...FIGURES, 'listMessages'],
  'messaging.holds_changed': ['listHolds'],
  'messaging.stop_mentioned': ['timeline'],
  'inbox.changed': INBOX,
  'campaigns.changed': [...FIGURES, 'listCampaigns', 'showCampaign'],
  'templates.changed': ['listTemplates', 'showTemplate'],
  'numbers.changed': ['listNumbers', 'showNumber', 'listBudgets'],
  'privacy.changed': ['listRequests', 'showRequest', 'showContact', 'listContacts', ...INBOX],
  'privacy.alarm': ['listAlarms'],
  'privacy.closing': ['listClosings'],
  'accounts.members_changed': ['showMe', 'listMembers', 'listColleagues'],
};

const ANYTHING: News = { changes: Object.keys(ASKS).map((kind) => ({ kind, ids: [] })) };

/** A stream that was refused, not broken off, is not opened again by the browser. */
const REOPEN = 4000;

const nothing = () => undefined;

/**
 * Ask again, one question at a time: an answer that is still on its way may be older than the news,
 * so it is asked for anew when it is there. It is never broken off, or a busy hour would show nothing.
 */
function askAgain(queries: QueryClient, isMeant: (query: Query) => boolean) {
  const gently = { cancelRefetch: false };
  const underWay = queries.getQueryCache().findAll({ fetchStatus: 'fetching', predicate: isMeant });
  void queries.invalidateQueries({ predicate: isMeant }, gently);
  underWay.forEach(({ promise, queryKey }) =>
    promise
      ?.catch(nothing)
      .then(() => queries.invalidateQueries({ queryKey, exact: true }, gently))
      .catch(nothing),
  );
}

/** At most two rounds of asking a second, however much happens; the first news is heeded at once. */
const PAUSE = 500;

function asker(queries: QueryClient) {
  let wanted = new Set<string>();
  let everything = false;
  let timer: number | undefined;

  function ask() {
    timer = undefined;
    if (!everything && !wanted.size) return;
    const [all, asked] = [everything, wanted];
    [everything, wanted] = [false, new Set()];
    timer = window.setTimeout(ask, PAUSE);
    askAgain(
      queries,
      ({ queryKey: [key] }) => all || asked.has((key as { _id?: string })?._id ?? ''),
    );
  }

  return ({ resync, changes = [] }: News) => {
    everything ||= Boolean(resync);
    changes.forEach(({ kind }) => ASKS[kind]?.forEach((name) => wanted.add(name)));
    if (timer === undefined) ask();
  };
}

/** Follow the organisation's news: one stream for all tabs of this browser, held by one of them. */
export function follow(queries: QueryClient, organisation: string): () => void {
  const ask = asker(queries);
  const channel = new BroadcastChannel(`live ${organisation}`);
  channel.onmessage = (event: MessageEvent<News>) => ask(event.data);
  const stop = new AbortController();

  const stream = () =>
    new Promise<void>((ended) => {
      let hello = false;
      let source: EventSource;
      let reopening: number | undefined;
      const tell = (event: MessageEvent<string>) => {
        const news = JSON.parse(event.data) as News;
        const first = news.resync && !hello;
        hello = true;
        // What changed between the page's own questions and this stream is news that nobody told.
        if (first) return ask(ANYTHING);
        ask(news);
        channel.postMessage(news);
      };
      const open = () => {
        source = new EventSource('/api/events/stream');
        source.addEventListener('hello', tell);
        source.addEventListener('change', tell);
        source.addEventListener('error', () => {
          if (source.readyState === EventSource.CLOSED) reopening = window.setTimeout(open, REOPEN);
        });
      };
      open();
      stop.signal.addEventListener('abort', () => {
        window.clearTimeout(reopening);
        source.close();
        ended();
      });
    });
  navigator.locks
    .request(`live ${organisation}`, { signal: stop.signal }, stream)
    .catch(() => undefined);
  return () => {
    stop.abort();
    channel.close();
  };
}
