import { Alert, Text, Textarea } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationDetail, DraftOut } from '@/api';
import { count } from '@/lib/format';
import { useMay } from '@/lib/may';
import { useNow } from '@/lib/now';
import { problemOf, wordsOf } from '@/lib/problem';
import { useUnsaved } from '@/lib/unsaved';
import { FormTrouble, Whose } from '@/ui/Problem';
import { Closed } from './Closed';
import { useDraft } from './draft';
import { FileChip } from './FileChip';
import { QuickMenu } from './QuickMenu';
import { useQuick } from './quick';
import { type Letter, useSending } from './sending';
import { Tools } from './Tools';
import { Unsent } from './Unsent';

const MOST = 4096;
/** What is longer was pasted: no message, and a field that holds it answers slowly. */
const MOST_TYPED = 20_000;
const isTouch = () => matchMedia('(pointer: coarse)').matches;

type Props = { one: ConversationDetail; kept: DraftOut | null; onTyping: () => void };

/** Where the answer is written; what was typed stays, whatever happens. */
export function Composer({ one, kept, onTyping }: Props) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = useDraft(one.id, kept);
  const [file, setFile] = useState<File | null>(null);
  useUnsaved(file !== null);
  const { note } = draft;
  const now = useNow(1000);
  const ends = one.window_ends_at ? new Date(one.window_ends_at).getTime() : 0;
  const may = useMay()('inbox.write');
  const locked = !may || (!note && ends <= now);
  const takeBack = (letter: Letter) => {
    if (!field.current || field.current.value || file) return false;
    draft.change(letter.text, letter.note);
    setFile(letter.file);
    return true;
  };
  const sending = useSending(one.id, takeBack);
  const quick = useQuick(draft.text, draft.change);
  const long = draft.text.length > MOST;
  const ready = !locked && !long && (draft.text.trim() !== '' || (file !== null && !note));

  const send = () => {
    if (!ready) return;
    sending.send({ text: draft.text.trim(), file: note ? null : file, note });
    draft.clear();
    setFile(null);
    field.current?.focus();
  };
  const type = (words: string) => {
    if (words.length > MOST_TYPED && !note) {
      draft.change('');
      setFile(new File([words], `${t('inbox.long_name')}.txt`, { type: 'text/plain' }));
      return notifications.show({ message: t('inbox.long_as_file') });
    }
    draft.change(words);
    if (words) onTyping();
  };
  const insert = (words: string) => {
    const { selectionStart: from = 0, selectionEnd: to = 0 } = field.current ?? {};
    type(draft.text.slice(0, from) + words + draft.text.slice(to));
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || quick.onKeyDown(event)) return;
    if (event.key === 'Escape') field.current?.blur();
    if (event.key !== 'Enter' || event.shiftKey || isTouch()) return;
    event.preventDefault();
    send();
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.files[0];
    if (!pasted || note) return;
    event.preventDefault();
    setFile(pasted);
  };
  const to = (asNote: boolean) => {
    draft.change(draft.text, asNote);
    field.current?.focus();
  };
  useHotkeys([
    ['r', () => to(false)],
    ['n', () => to(true)],
  ]);

  return (
    <div className="composer" data-note={note || undefined}>
      <FormTrouble words={sending.error ? wordsOf(problemOf(sending.error), t) : null} />
      <Unsent letters={sending.unsent} again={sending.again} forget={sending.forget} />
      {draft.elsewhere && (
        <Alert color="yellow" mb="sm" role="status">
          <Text size="sm">{t('inbox.draft_elsewhere')}</Text>
          <Whose keepMine={draft.keepMine} showOther={() => void draft.showOther()} />
        </Alert>
      )}
      {!may && <FormTrouble words={t('inbox.not_any_more')} />}
      {locked && may && <Closed one={one} />}
      <QuickMenu quick={quick} />
      {file && !note && <FileChip file={file} onRemove={() => setFile(null)} />}
      {!(locked && !draft.text) && (
        <Textarea
          ref={field}
          aria-label={t(note ? 'inbox.note' : 'inbox.answer')}
          placeholder={t(note ? 'inbox.note_what' : 'inbox.answer_what')}
          value={draft.text}
          onChange={({ currentTarget }) => type(currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          readOnly={locked}
          error={
            long &&
            t('inbox.too_long', { most: count(MOST), over: count(draft.text.length - MOST) })
          }
          autosize
          minRows={1}
          maxRows={7}
          size="md"
          aria-controls={quick.isOpen ? quick.id : undefined}
          aria-activedescendant={quick.isOpen ? `${quick.id}-${quick.at}` : undefined}
        />
      )}
      <Tools
        note={note}
        onNote={to}
        onFile={note || locked ? undefined : setFile}
        onEmoji={locked ? undefined : insert}
        ends={ends}
        now={now}
        onSend={ready ? send : undefined}
        locked={locked}
      />
    </div>
  );
}
