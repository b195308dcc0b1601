import { Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { seen } from '@/lib/bidi';
import { useMay } from '@/lib/may';
import { useTitle } from '@/ui/Page';
import { AskTrouble } from '@/ui/Problem';
import { Answer } from './Answer';
import { Head } from './Head';
import { Messages } from './Messages';
import { Person } from './Person';
import { usePresence } from './presence';
import { useConversation } from './thread';
import { WaitingRows } from './WaitingRows';

/** One conversation: who it is, what was said, and the answer. */
export function Thread() {
  const { conversationId } = useParams({ from: '/_in/inbox/$conversationId' });
  return <ThreadOf key={conversationId} id={conversationId} />;
}

function ThreadOf({ id }: { id: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const [could] = useState(may('inbox.write'));
  const [panel, { open, close }] = useDisclosure();
  const { data: one, error, refetch } = useConversation(id);
  const say = usePresence(id, may('inbox.write'));
  const name = seen(one?.name) ?? t('contacts.nameless');
  useTitle(one ? name : t('nav.inbox'));
  if (error && !one)
    return (
      <div className="choose">
        <AskTrouble error={error} again={() => void refetch()} />
      </div>
    );
  if (!one) return <WaitingRows />;
  return (
    <div className="thread">
      <section className="pane" aria-label={t('inbox.with', { name })}>
        <Head one={one} onWho={open} />
        <Messages conversationId={id} />
        {(may('inbox.write') || could) && <Answer one={one} onTyping={say} />}
      </section>
      <aside className="pane person" aria-label={t('inbox.person')}>
        <Person id={id} />
      </aside>
      <Drawer
        opened={panel}
        onClose={close}
        position="right"
        title={t('inbox.person')}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Person id={id} />
      </Drawer>
    </div>
  );
}
