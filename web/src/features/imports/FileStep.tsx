import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { FileSpreadsheet } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { previewImport } from '@/api';
import { fileSize } from '@/lib/format';
import { problemOf, wordsOf } from '@/lib/problem';
import type { Look } from './columns';
import { FileDrop } from '@/ui/FileDrop';
import { FormTrouble } from '@/ui/Problem';

const MOST = 200 * 1024 * 1024;
/** As much as the API looks at. */
const HEAD = 64 * 1024;
const EXAMPLE = 'name,phone,city\nDev,+91 98100 12345,Faridabad';

type Props = {
  file: File | null;
  onLook: (file: File, look: Look) => void;
  next?: () => void;
};

export function FileStep({ file, onLook, next }: Props) {
  const { t } = useTranslation();
  const [refused, setRefused] = useState<string | null>(null);
  const looking = useMutation({
    mutationFn: async (chosen: File) => {
      const head = chosen.slice(0, HEAD);
      return (await previewImport({ body: head, throwOnError: true })).data;
    },
    onSuccess: (look, chosen) => onLook(chosen, look),
  });
  const take = (chosen: File) => {
    looking.reset();
    const why = refusalOf(chosen);
    setRefused(why && t(why, { size: fileSize(chosen.size), most: fileSize(MOST) }));
    if (!why) looking.mutate(chosen);
  };
  return (
    <Stack gap="md">
      <FormTrouble
        words={refused ?? (looking.isError ? wordsOf(problemOf(looking.error), t) : null)}
      />
      {file && next && (
        <Group gap="sm">
          <FileSpreadsheet size={20} aria-hidden />
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {file.name}
          </Text>
          <Button onClick={next}>{t('next')}</Button>
        </Group>
      )}
      <FileDrop
        title={t('imports.drop')}
        words={t('imports.drop_why', { most: fileSize(MOST) })}
        choose={t('imports.choose')}
        accept=".csv,.tsv,.txt,text/csv"
        onFile={take}
        busy={looking.isPending}
      />
      <div>
        <Text size="sm" c="dimmed" mb={6}>
          {t('imports.example')}
        </Text>
        <Code block>{EXAMPLE}</Code>
      </div>
    </Stack>
  );
}

function refusalOf({ name, size }: File): string | null {
  if (size > MOST) return 'imports.too_large';
  if (/\.(xlsx?|ods|numbers)$/i.test(name)) return 'imports.not_csv';
  return size ? null : 'imports.is_empty';
}
