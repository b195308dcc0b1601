import type { Query, QueryClient } from '@tanstack/react-query';

type Change = { kind: string; ids: string[] };
type News = { resync?: boolean; changes?: Change[] };

const CAMPAIGNS = ['listCampaigns', 'showCampaign', 'showLive', 'listRecipients'];

/** Kinds of events and the questions whose answers they change. */
const ASKS: Record<string, string[]> = {
  'messaging.received': [
    'listConversations',
    'countConversations',
    'showConversation',
    'listMessages',
    'listContacts',
    'timeline',
    'showStanding',
  ],
  'messaging.dispatched': [...CAMPAIGNS, 'listMessages'],
  'messaging.moved': [...CAMPAIGNS, 'listMessages'],
  'privacy.changed': ['listRequests', 'listContacts', 'listConversations', 'countConversations'],
  'inbox.changed': ['listConversations', 'countConversations', 'showConversation', 'listMessages'],
  'templates.changed': ['listTemplates', 'showTemplate'],
  'numbers.changed': ['listNumbers', 'showNumber'],
};

const ANYTHING: News = { changes: Object.keys(ASKS).map((kind) => ({ kind, ids: [] })) };

const nothing = () => undefined;

/**
 * A first answer that is still on its way may be older than the news, and asking again does not
 * touch a question without an answer: such a one is asked again as soon as it has one.
 */
function askAgain(queries: QueryClient, isMeant: (query: Query) => boolean) {
  const first = queries
    .getQueryCache()
    .findAll({ fetchStatus: 'fetching', predicate: isMeant })
    .filter(({ state }) => state.data === undefined);
  void queries.invalidateQueries({ predicate: isMeant });
  first.forEach(({ promise, queryKey }) =>
    promise
      ?.catch(nothing)
      .then(() => queries.invalidateQueries({ queryKey, exact: true }))
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
      const source = new EventSource('/api/events/stream');
      const tell = (event: MessageEvent<string>) => {
        const news = JSON.parse(event.data) as News;
        const first = news.resync && !hello;
        hello = true;
        // What changed between the page's own questions and this stream is news that nobody told.
        if (first) return ask(ANYTHING);
        ask(news);
        channel.postMessage(news);
      };
      source.addEventListener('hello', tell);
      source.addEventListener('change', tell);
      stop.signal.addEventListener('abort', () => {
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
