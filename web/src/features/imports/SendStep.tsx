import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { beginImport, defineAttribute } from '@/api';
import {
  listAttributesOptions,
  listImportsInfiniteQueryKey,
} from '@/api/@tanstack/react-query.gen';
import { fileSize, percent } from '@/lib/format';
import { problemOf, wordsOf } from '@/lib/problem';
import { watched } from '@/lib/upload';
import { momentOf, type Purpose } from '@/ui/consent';
import { FormTrouble } from '@/ui/Problem';
import { newFields, placesOf, type Choices, type Look } from './columns';
import { Facts } from './Facts';
import type { Said } from './Wizard';

type Props = { file: File; look: Look; choices: Choices; said: Said; back: () => void };

/** Everything once more, then the file goes out. */
export function SendStep({ file, look, choices, said, back }: Props) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [part, setPart] = useState(0);
  const stop = useRef<AbortController>(null);
  const sending = useMutation({
    mutationFn: async () => {
      const known = await queries.ensureQueryData(listAttributesOptions());
      const isNew = (name: string) => !known.some((one) => one.name === name);
      for (const body of newFields(choices, look).filter(({ name }) => isNew(name)))
        await defineAttribute({ body });
      await queries.invalidateQueries({ queryKey: listAttributesOptions().queryKey });
      stop.current = new AbortController();
      const { data } = await beginImport({
        body: file,
        query: {
          ...statement(said, i18n.language),
          tag: said.tags,
          column: placesOf(choices, look),
        },
        fetch: watched(file, setPart),
        signal: stop.current.signal,
        throwOnError: true,
      });
      return data;
    },
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: listImportsInfiniteQueryKey() });
      await navigate({
        to: '/contacts/imports/$importId',
        params: { importId: id },
        ignoreBlocker: true, // what was unsaved is on its way
      });
    },
  });
  const busy = sending.isPending;
  const wasStopped = (sending.error as { name?: string } | null)?.name === 'AbortError';
  return (
    <Stack gap="md">
      <FormTrouble
        words={sending.isError && !wasStopped ? wordsOf(problemOf(sending.error), t) : null}
      />
      <Facts file={file} said={said} taken={choices.filter(Boolean).length} />
      {said.agreed === 'no' && <Alert color="yellow">{t('imports.no_means')}</Alert>}
      {busy && (
        <div role="status">
          <Text size="sm" mb={6}>
            {t(part < 1 ? 'imports.uploading' : 'imports.sealing', {
              done: fileSize(part * file.size),
              of: fileSize(file.size),
              part: percent(part),
            })}
          </Text>
          <Progress value={part * 100} animated aria-label={t('imports.step.send')} />
        </div>
      )}
      <Group justify="space-between" mt="sm">
        {busy ? (
          <Button variant="default" onClick={() => stop.current?.abort()}>
            {t('imports.stop')}
          </Button>
        ) : (
          <Button variant="default" onClick={back}>
            {t('back')}
          </Button>
        )}
        <Button
          leftSection={<FileUp size={18} aria-hidden />}
          loading={busy}
          onClick={() => sending.mutate()}
        >
          {t('imports.do')}
        </Button>
      </Group>
    </Stack>
  );
}

function statement({ agreed, purposes, source, wording, date }: Said, language: string) {
  if (agreed !== 'yes') return {};
  return {
    purpose: purposes as Purpose[],
    source: source.trim(),
    wording: wording.trim(),
    consented_at: momentOf(date),
    language,
  };
}
