import type { TableColumn } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { DatasetCertificate } from "@/lib/core/datasets/certificate";

const COLUMNS: readonly TableColumn[] = [
  { id: "file", header: "File", kind: "name" },
  { id: "rows", header: "Rows", kind: "number", width: 120 },
  { id: "size", header: "Size", kind: "bytes", width: 104, phone: "side" },
  { id: "digest", header: "SHA-256", kind: "mono", width: 148 },
];

/** The files of a dataset, in the order of its rows; each is a download for those who may see values. */
export function FileTable({
  files,
  base,
  mayDownload,
  now,
}: {
  files: DatasetCertificate["files"];
  /** Address of the folder. */
  base: string;
  mayDownload: boolean;
  now: string;
}) {
  return (
    <>
      <DataTable
        id="files"
        label="Files"
        columns={COLUMNS}
        rows={files.map((file) => ({
          id: file.path,
          cells: {
            file: { text: file.path, copy: file.sha256 },
            rows: file.row_count,
            size: file.bytes,
            digest: { text: file.sha256.slice(0, 12), tip: file.sha256 },
          },
        }))}
        now={now}
        sorting="off"
        noun="file"
        plain
        empty={null}
      />
      {mayDownload ? (
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {files.map((file) => (
            <li key={file.path}>
              <a className="underline underline-offset-2" href={`${base}/${file.path}`} download>
                Download {files.length === 1 ? "the file" : file.path}
              </a>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-third">Only those who may see its values download it.</p>
      )}
    </>
  );
}
