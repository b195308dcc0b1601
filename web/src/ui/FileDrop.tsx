import { FileButton, Button, Stack, Text, ThemeIcon } from '@mantine/core';
import { FileUp } from 'lucide-react';
import { useState, type DragEvent } from 'react';

type Props = {
  title: string;
  words: string;
  choose: string;
  accept: string;
  onFile: (file: File) => void;
  busy?: boolean;
};

/** A place to drop one file on, or to choose it with the keyboard. */
export function FileDrop({ title, words, choose, accept, onFile, busy }: Props) {
  const [over, setOver] = useState(false);
  const hover = (is: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(is);
  };
  const drop = (event: DragEvent) => {
    hover(false)(event);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    <Stack
      align="center"
      ta="center"
      gap="sm"
      px="lg"
      py={48}
      bdrs="lg"
      bg={over ? 'var(--page)' : undefined}
      bd={over ? '2px dashed var(--mantine-color-anchor)' : '2px dashed var(--edge)'}
      onDragOver={hover(true)}
      onDragLeave={hover(false)}
      onDrop={drop}
    >
      <ThemeIcon size={56} radius="xl" variant="light" aria-hidden>
        <FileUp size={26} />
      </ThemeIcon>
      <Text fw={600}>{title}</Text>
      <Text c="dimmed" maw={460}>
        {words}
      </Text>
      <FileButton accept={accept} onChange={(file) => file && onFile(file)}>
        {(props) => (
          <Button {...props} loading={busy}>
            {choose}
          </Button>
        )}
      </FileButton>
    </Stack>
  );
}
