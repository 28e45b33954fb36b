/* SPDX-License-Identifier: GPL-2.0-only */
/* 1 NVDIMM of 4 GiB at 5 GiB: distances */
[0004]                          Signature : "SLIT"
[0004]                       Table Length : 00000030
[0001]                           Revision : 01
[0001]                           Checksum : 00
[0006]                             Oem ID : "DAXKMM"
[0008]                       Oem Table ID : "DAXKMEM "
[0004]                       Oem Revision : 00000001
[0004]                    Asl Compiler ID : "INTL"
[0004]              Asl Compiler Revision : 20200925
[0008]                         Localities : 0000000000000002
[0002]                       Locality   0 : 0A 1C
[0002]                       Locality   1 : 1C 0A
