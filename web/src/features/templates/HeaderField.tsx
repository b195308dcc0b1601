import { Button, FileButton, Group, Select, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { uploadSample } from '@/api';
import { count } from '@/lib/format';
import { problemOf, wordsOf } from '@/lib/problem';
import type { Fields } from './Editor';

const KINDS = ['none', 'text', 'image', 'video', 'document'] as const;
const ACCEPT = { image: 'image/jpeg,image/png', video: 'video/mp4', document: 'application/pdf' };

/** The heading: words, or a file of which the reviewers see a sample. */
export function HeaderField({ form, wrong, numberId }: Fields & { numberId: string }) {
  const { t } = useTranslation();
  const { headerKind, header, handle } = form.values;
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const { data } = await uploadSample({
        query: { number_id: numberId, filename: file.name },
        body: file as never,
        bodySerializer: (body: unknown) => body as never,
        headers: { 'Content-Type': file.type },
        throwOnError: true,
      });
      form.setFieldValue('handle', data.handle);
      form.setFieldValue('mediaId', data.media_id);
    },
  });
  const isFile = headerKind !== 'none' && headerKind !== 'text';
  const trouble = upload.isError ? wordsOf(problemOf(upload.error), t) : null;
  return (
    <>
      <Select
        label={t('templates.header')}
        data={KINDS.map((value) => ({ value, label: t(`templates.header_kind.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps('headerKind')}
      />
      {headerKind === 'text' && (
        <TextInput
          label={t('templates.header_text')}
          description={t('templates.of', { used: count(header.length), most: count(60) })}
          {...form.getInputProps('header')}
          error={wrong('header', header)}
        />
      )}
      {isFile && (
        <Group>
          <FileButton accept={ACCEPT[headerKind]} onChange={(file) => file && upload.mutate(file)}>
            {(props) => (
              <Button
                {...props}
                variant="default"
                loading={upload.isPending}
                disabled={!numberId}
                leftSection={<Upload size={16} aria-hidden />}
              >
                {t('templates.sample_file')}
              </Button>
            )}
          </FileButton>
          <Text size="sm" role="status" c={trouble ? 'var(--mantine-color-error)' : 'dimmed'}>
            {trouble ?? t(handle ? 'templates.sample_there' : 'templates.sample_why')}
          </Text>
        </Group>
      )}
    </>
  );
}
