"""Hold common passwords, which would be tried first. `kiosk.domain.people.secret` decides with them.

`COMMON` holds 14,680 of the 30,000 most frequent passwords as zxcvbn 4.5.0 lists them. It keeps the passwords that the
length rule allows, and frequent words of 6 and 7 letters, to which people add figures. Source:
https://github.com/dwolfhub/zxcvbn-python, licence below. `VIETNAMESE` was made for this program.
"""

# Licence of COMMON (MIT):
#
# Copyright (c) 2016 Daniel Wolf
#
# Permission is hereby granted, free of charge, to any person obtaining a copy
# of this software and associated documentation files (the "Software"), to deal
# in the Software without restriction, including without limitation the rights
# to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
# copies of the Software, and to permit persons to whom the Software is
# furnished to do so, subject to the following conditions:
#
# The above copyright notice and this permission notice shall be included in all
# copies or substantial portions of the Software.
#
# THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
# IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
# FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
# AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
# LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
# OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
# SOFTWARE.
VIETNAMESE = """
anhnhoem anhyeu anhyeuem bobeo bophanmotcua canbo canbocc cantho chocon chucmung concho congchua congchuc conmeo
conyeu danang dichvucong emnhoanh emyeuanh giadinh giamdoc haiphong hanhchinh hanhchinhcong hanhphuc hanoi hoangtu
hoangvan hochiminh hoilamgi khongbiet khongcho khongco khongnho lamgico laysothutu lethi matkhau matkhaumail
matkhaumoi maymanmoingay meocon motcua nammoi nguyen nguyenthi nguyenvan nhanvien nhoanh nhoem phamvan quanly quantri
saigon thanhcong tiepnhan tinhyeu toiyeuanh toiyeuem toiyeuvietnam tracuu tranvan truongphong ubnd ubndphuong ubndxa
uybannhandan vietnam vietnamvodich xinchao yeuanh yeuem
"""
COMMON = r"""
!qaz2wsx !qazxsw2 %%passwo %e2%82%ac .adgjmptw 0.0.0.000 000000 0000000000d 0000000000o 00000001 00000007 0000001
0000007 000001 000002 000005 000006 000007 000008 000009 00009999 000111 000777fffa 00096462 001100 00197400 002200
005500 006900 007000 007007 007008 0072563 007700 007james 008800 009900 00998877 01011900 01011910 01011950 01011960
01011961 01011970 01011971 01011972 01011973 01011974 01011975 01011976 01011977 01011978 01011979 0101198 01011980
01011981 01011982 01011983 01011984 01011985 01011986 01011987 01011988 01011989 01011990 01011991 01011992 01011993
01011994 01011995 01011999 01012000 01012001 01012010 01012011 010180 010203 01020304 0102030405 010203040506 01021990
01031985 01031988 01031989 01041985 01041988 01061986 01061990 01071986 01081988m 01081989 01091987 01091989 01121986
01121988 0112358 012345678910 0123654789 013579 0137485 013cpfza 014702580369 0147258369 0147852 01478520 0147852369
014789 01478963 0147896325 019283 0192837465 01telemike01 02011971 02011975 02011980 02011981 02011982 02011983
02011984 02011985 02011986 02011987 02011988 02011989 02021971 02021973 02021976 02021979 02021981 02021982 02021983
02021984 02021985 02021986 02021987 02021988 02021989 02021990 02031970 02031973 02031974 02031975 02031977 02031978
02031979 02031980 02031981 02031982 02031984 02031985 02031986 02031987 02031988 02031989 02041972 02041973 02041974
02041975 02041976 02041977 02041978 02041979 02041980 02041981 02041982 02041983 02041984 02041985 02041986 02041987
02041988 02041989 02051970 02051972 02051973 02051975 02051976 02051977 02051978 02051980 02051981 02051982 02051983
02051984 02051985 02051986 02051987 02051988 02051989 02061971 02061972 02061974 02061976 02061977 02061980 02061982
02061983 02061984 02061985 02061986 02061987 02061988 02061989 02071971 02071975 02071976 02071978 02071979 02071980
02071981 02071982 02071983 02071984 02071986 02071987 02071988 02071989 02081970 02081973 02081974 02081976 02081977
02081980 02081982 02081983 02081984 02081985 02081986 02081987 02081988 02081989 02091971 02091973 02091975 02091976
02091977 02091980 02091981 02091983 02091984 02091985 02091986 02091987 02091989 02101973 02101976 02101977 02101979
02101981 02101983 02101984 02101985 02101986 02101987 02101988 02101989 024680 02551670 02588520 028526 03031986
03041986 03041991 03082006 033028pw 04041988 04041991 04325956 04975756 05051985 05051987 05051989 06061986 06225930
063dyjuy 07071977 07071987 07091990 074401 0773417k 07831505 07931505 08031985 08031986 08051990 08081988 08121986
08154711 08522580 085tzzqi 088011 09051945 09080706 090808qwe 098123 0987654321a 0987654321q 09877890 098890
0cdh0v99ue 0o9i8u7y 0o9i8u7y6t 0okm9ijn 0p9o8i7u 0raziel0 0sister0 100000 1000000 100001 1001001 10011986 10011990
100200300 10031988 100500 10051987 10071987 100years 1010101 10101986 10101990 1010220 1010321 1011111 10111213 102030
1020304 10203040 102030405 1020304050 102030405060 1020315 102938 10293847 102938475 1029384756 1029384756q 10293847qp
106666 108888 10inches 11001001 110442 11051987 11051990 11061985 11081989 111000 111111 11111111 1111111111zz
11111111a 11111118 1111111a 1111111q 1111112 111111aa 1111122222 11111aaaaa 11112222 11119999 1111aaaa 1111qqqq
11121314 1112131415 11121986 111222 11122233 111222333 111222333000 111222333444555 111222333a 111333 111555 111777
111luzer 111zzzzz 112211 1122112211 112233 11223300 11223311 1122334 11223344 112233445 1122334455 112233445566
11223344q 11223355 112233aa 1123456 11234567 112358 1123581 11235813 112358132 1123581321 11251422 113311 113322
113355 11335577 1133557799 114411 114477 115511 115599 1169900 117711 118801 118811 118a105b 11924704 119911 119955
119966 11c645df 11qq22ww 12011987 12021988 12031985 12031987 12051988 120676 1211123a 1212121 1212123 12121985
12121990 1212312121 12123434 121314 12131415 1213141516 12213443 122333 1223334444 122333444455555 12233445 123000
1230123 123098 123123 1231230 1231231 12312312 123123123a 123123123q 123123321 1231234 12312345 123123456 123123789
123123qq 123123qwe 123123qweqwe 123211 1232123 123213 1232323 1232323q 123234 123258 1232580 123321 1233210 12332100
1233211 12332112 123321123 1233214 12332145 123321456 123321456654 1233215 123321aa 123321az 123321qaz 123321qq
123321qw 123321qwe 123321qweewq 123333 123342 123345 123369 123400 12340987 123412 1234123 12341234q 12342000 123423
123432 1234321 12343412 1234432 12344321 12344321a 12344321q 123444 123445 123450 1234509876 123451 1234512 12345123
123451234 1234512i 123452 123452000 123452345 123454 12345432 123454321 123455 123455432 1234554321 1234554321a
1234554321q 123456 1234560 12345600 1234561 12345611 12345612 123456123 1234562000 123456321 1234565 12345654321
12345656 1234566 123456654 123456654321 12345666 1234567 12345670 12345671 12345672000 12345677 12345678 123456780
123456781 123456782000 123456788 1234567887654321 123456789 123456789. 1234567890 12345678900 123456789000
12345678900987654321 1234567890987654321 1234567890a 1234567890d 1234567890m 1234567890o 1234567890p 1234567890q
1234567890qaz 1234567890qw 1234567890qwe 1234567890qwerty 1234567890s 1234567890w 1234567890z 1234567890zzz 1234567891
12345678910 123456789101 12345678912 123456789123 1234567892000 12345678987654321 1234567899 123456789987654321
123456789a 123456789aa 123456789abc 123456789as 123456789asd 123456789b 123456789c 123456789d 123456789e 123456789f
123456789g 123456789i 123456789j 123456789k 123456789l 123456789m 123456789n 123456789o 123456789p 123456789q
123456789qaz 123456789qq 123456789qqq 123456789qw 123456789qwe 123456789qwer 123456789qwerty 123456789r 123456789s
123456789t 123456789v 123456789w 123456789x 123456789y 123456789z 123456789zx 123456789zxc 123456789zz 12345678a
12345678c 12345678d 12345678i 12345678m 12345678q 12345678qwe 12345678s 12345678w 12345678z 12345679 123456798
1234567a 1234567aa 1234567b 1234567d 1234567j 1234567k 1234567l 1234567m 1234567q 1234567qw 1234567qwertyu 1234567r
1234567s 1234567t 1234567u 1234567v 1234567w 1234567z 1234568 12345687 12345689 1234569 12345698 123456987 12345699
123456aa 123456aaa 123456ab 123456abc 123456as 123456asd 123456qaz 123456qq 123456qqq 123456qw 123456qwe 123456qwer
123456qwert 123456qwerty 123456rrr 123456ru 123456ss 123456zx 123456zxc 123456zz 123457 1234576 1234578 12345789
123458 123459 123459876 1234599 12345abc 12345abcd 12345abcde 12345asd 12345asdfg 12345qaz 12345qqq 12345qwe 12345qwer
12345qwert 12345qwerty 12345rewq 12345trewq 12345zxc 12345zxcvb 123465 12346789 12347890 12348765 12349876 1234abcd
1234asdf 1234kekc 1234qwer 1234qwerasdf 1234qwerasdfzxcv 1234qwert 1234qwerty 1234rewq 1234rmvb 1234zxcv 123555 123567
12356789 123569 1235789 123578951 123579 123580 1235813 123581321 123589 123592 123645 123654 1236547 12365478
123654789 1236547890 123654789a 123654987 123666 123678 123698 1236987 12369874 123698741 123698745 1236987z 123699
1237654 123777 123789 123789456 1237895 123852 123888 123890 123963 123978 123987 123987456 123abc123 123as123
123asd123 123boots1 123ewqasd 123hfjdk147 123joker 123lol123 123masha 123mudar 123qaz123 123qazwsx 123qq123 123qw123
123qwaszx 123qwe12 123qwe123 123qwe321 123qwe456 123qwe456rty 123qweas 123qweasd 123qweasdzx 123qweasdzxc 123qweqwe
123qwert 123qwerty 123qwerty123 123zxc123 124038 124356 12435687 124365 124536 124578 12457896 124578963 124816
12481632 125000 125267 125412 125478 125521 125678 125689 125690 12758698 128500 129834 12e3e456 12inches 12locked
12monkey 12monkeys 12qw12qw 12qw34er 12qw34er56ty 12qwaszx 12qwerty 12s3t4p55 12string 13021990 13031987 13041987
13041988 13061986 13121985 131313 1313131 1313666 131415 1314520 131517 132333 132435 13243546 132456 13245678
13245768 132465 132465798 132546 132613 132forever 133113 133159 13324124 133andre 134679 134679258 1346795 13467982
13467985 134679852 1346798520 134kzbip 135135ab 135246 135531 135642 135711 13571113 1357246 13572468 1357642 13576479
135790 1357900 1357908642 135791 1357911 1357911q 1357913 13579135 135792 1357924 13579246 135792468 1357924680 135795
135797531 135798 135798642 135799 1357997531 1362840 1366613 136666 136900 136913 137946 137955 14021985 14021986
14061991 14071789 14111986 14142135 141516 141592 14159265 141627 142500 142536 142536789 142857 143000 14314314
143333 144000 144444 145236 1453145 145632 145678 146969 147123 147258 1472583 14725836 147258369 1472583690
147258369a 147369 147369258 1475369 1475963 147741 147789 147852 1478520 14785236 147852369 147852963 147896 1478963
14789632 147896321 147896325 147963 14881488 148888 14938685 149521 14vbqk9p 15011987 15021985 15051981 15051990
150781 15101986 1512198 151500 151617 151nxjmt 152535 15253545 153246 153351 153426 153624 153759 154263 15426378
154ugeiu 155555 157953 158272 158uefas 159000 159123 159263 159357 1593570 159357123 159357258 159357456 15935746
159357852 159456 159487 159632 1596321 1596357 159753 1597530 15975300 15975312 159753123 1597532 15975321 1597532486
159753258 159753456 159753456852 15975346 1597535 159753852 15975391 159789 159852 159874 1598741 1598753 15987532
159875321 159951 159951159 159963 15s9pu03 16051987 16051989 16121987 161718 162534 164379 165432 1654321 166666
167943 17011987 17051988 17061988 17071994a 17171717aa 171819 1725782 1726354 172839 172839456 17711771s 178500 179355
18011987 18061990 18091985 18121812 18254288 18273645 182838 183461 18436572 187211 18821221 18n28n24a 19061987
19101987 192168 19216801 19216811 192837 19283746 192837465 1928374655 19371ayj 19372846 19380018 19391945 19411945
195000 1958proman 196100 196400 196800 196820 196969 197000 197010 197100 197101 19719870 197200 1972chev 197300
19733791 197430 197500 19755791 197600 19761977 197700 197800 198000 19801982 19801984 198020 198200 198206 198207
19821983 19822891 198300 19831985 19833891 198400 19841989 19844891 198500 198505 19851985p 198520 19855891 198600
19866891 1986irachka 1986mets 198700 198701 19877891 198800 198900 198910 19891959 198920 19899891 199000 199020
199103 19911992 199200 19921993 19922991 19932916 19933991 199410 199430 19944991 19952009sa 19955991 19966991
19977991 19992000 19mtpgam19 1a2a3a4a 1a2a3a4a5a 1a2b3c4d 1a2b3c4d5e 1a2s3d4f 1a2s3d4f5g 1a2s3d4f5g6h 1aaaaaaa
1abcdefg 1andonly 1arsenal 1asdfghj 1asshole 1assword 1autopas 1basebal 1bastard 1bbbbbbb 1bigdadd 1bigdick 1bigfish
1brandon 1bulldog 1bullshi 1butthea 1carolin 1ccccccc 1charles 1charlie 1chelsea 1chester 1chicken 1christi 1compute
1corvett 1cowboys 1creativ 1cricket 1crystal 1diamond 1digital 1dolphin 1drummer 1eeeeeee 1escobar2 1explore 1ferrari
1fishing 1flowers 1footbal 1forever 1freedom 1fuckyou 1gandalf 1gateway 1ggggggg 1grizzly 1heather 1herbier 1hxboqg2
1hxboqg2s 1iiiiiii 1j9e7f6f 1jackson 1jeffrey 1jennife 1jessica 1jjjjjjj 1johnson 1ladybug 1letmein 1loveyou 1manager
1matthew 1melissa 1mercede 1michael 1michell 1million 1monster 1montana 1mustang 1newlife 1packers 1panther 1panties
1pass1page 1passwor 1password 1patrick 1peaches 1penguin 1phoenix 1porsche 1pumpkin 1q2q3q4q 1q2q3q4q5q 1q2w3e4r
1q2w3e4r5 1q2w3e4r5t 1q2w3e4r5t6y 1q3e5t7u 1qa2ws3e 1qa2ws3ed 1qa2ws3ed4rf 1qa2ws3ed4rf5tg 1qasw23ed 1qay2wsx 1qayxsw2
1qaz!qaz 1qaz0okm 1qaz2wsx 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qaz3edc 1qaz@wsx 1qazwsxedc 1qazxcvb 1qazxdr5 1qazxsw2
1qazxsw23edc 1qazxsw23edcvfr4 1qazzaq1 1qw23er4 1qwerty1 1qwertyu 1qwertyuiop 1rainbow 1rangers 1richard 1rosebud
1s1h1e1f1 1samanth 1scooter 1sexyred 1simpson 1starwar 1steeler 1stunner 1sunshin 1superma 1therock 1thunder 1tiffany
1trouble 1vampire 1w2q3r4e 1w2w3w4w 1warrior 1wildcat 1william 1winston 1x2zkg8w 1xrg4kcq 1xxxxxxx 1z2x3c4v 1z2x3c4v5b
1zxcvbnm 1zzzzzzz 200000 200001 2000jeep 200190ru 20031987 2004-10- 20051988 20061988 20091988 20091989q 20091991
20111986 201980 201jedlz 2022958 203040 204060 20spanks 21011989 21031987 21031988 21031990 21051988 21051991 21101986
21125150 2112rush 212009164 2121212 212121qaz 212223 2128506 213141 213546879 213qwe879 214365 21436587 215487
22011988 22021986 22021989 22031984 22041987 22041988 22061941 22071986 221195ws 22221111 22223333 222333 222444
222555 222666 222777 222888 222999 223311 223322 223344 22334455 223355 223366 2234562 224422 224455 224466 22446688
224488 225522 225588 226622 227722 2278124q 228822 22q04w90e 23021986 23041987 23049307 2305822q 23176djivanfros
232425 232629 233223 233391 234432 234523 235689 235711 23jordan 23skidoo 23wesdxc 24011985 2401pedro 24061986
24111989 241455 242526 243122 243462536 245lufpq 246800 2468013579 246810 24681012 24681357 246813579 246824 24688642
246890 247365 2481632 24861793 248ujnfk 24gordon 24pnz6kc 2502557i 25031987 25041988 25081988 25091987 25121987
2521659 25251325 2525252 252627 253634 254xtpss 255225 255555 258000 25800852 258025 2580258 25802580 2580456 258046
258147 2583458 258369 258456 258741 258789 258852 258963 2597174 26031988 26061987 260zntpc 261397 26429vadim 267605
267ksyjf 27061988 271828 272829 2741001 276115 27731828 2797349 28011987 28021990 28021992 28041987 282860 2835493
284655 287hf71h 28infern 29011985 29051989 29071983 299792458 2b4dnvsx 2b8riedt 2bigtits 2bornot2 2bornot2b 2children
2dumb2live 2hot4you 2i5fdruv 2kash6zq 2letmein 2sexy2ho 2w3e4r5t 2wj2k9oj 2wsx1qaz 2wsx3edc 2wsx4rfv 2wsxcde3 2wsxzaq1
2ykn5ccf 300000 30031988 30041986 30051985 302731 305pwzlr 30624700 31011987 31021364 311420 311music 31217221027711
313233 31359092 314159 3141592 31415926 314159265 3141592654 31415927 3151020 315475 315920 316271 316497 316769
321123 321456 321456987 321654 32165498 321654987 3216732167 321678 321ret32 322223 3234412 3247562 326159487
32615948worms 3263827 326598 331234 332211 332233 333000 333221 333222 333222111 33334444 333444 3334444 333555 333666
333666999 333777 333888 333999 334433 334455 335533 335533aa 335577 3364068 336633 336699 337733 339311 33rjhjds
342500 343104ky 3440172 34523452 34524815 345543 34erdfcv 357159 357753 3578951 357951 3611jcmg 36169544 362436 362514
3630000 36460341 365214 3657549 368ejhih 369147 369258 36925814 369258147 369741 369852 36985214 369852147 3698741
36987412 369874125 369963 375125 37583867 380zliki 3816778 382436 382563 383pdjvl 3891576 38972091 38gjgeuftd 392781
3984240 3edc4rfv 3edcvfr4 3f3fpht7op 3rjs1la7qe 3stooges 3syqo15hil 3techsrl 3xbobobo 40028922 4034407 405060 4071505
4077mash 413276191q 414243 415263 41d8cd98f00b 420000 420247 420420 42042042 420666 4206969 420smoke 424365 427900
427cobra 428054 4294967296 42qwerty42 43046721 430799 4311111q 43211234 4321rewq 441232 442200 442244 443322 44332211
444000 444111 444222 444333 44445555 44448888 444555 444555666 444666 444777 444888 445566 44556677 446655 44e3ebda
44magnum 4500455 4506802a 451236 454dfmcq 455445 456123 456123789 456258 456321 45645645 456654 45678912 456789123
456838 456852 456987 45m2do5bs 4637324 46466452 464811 46775575 474jdvff 475869 477041 478jfszk 479373 4809594q 481516
48151623 481516234 4815162342 4815162342a 4815162342lost 4815162342q 483422 48n25rcc 4904s677075 492529 493949
49527843 495rus19 4cranker 4ebouux8 4fa82hyx 4freedom 4g3izhox 4gxrzemq 4me2know 4r3e2w1q 4rfv3edc 4rfv5tgb 4rzp8ab7
4seasons 4z34l0ts 4z3al0ts 500000 500600 50spanks 51051051051 51094didi 511647 515000 51501984 51502112 515051 515069
515253 51525354 51842543 5201314 524645 52545856 526282 526452 52678677 527952 531879fiz 5411pimo 541233432442
54132442 543211 5432112345 543216 545645 545ettvy 551scasi 552255 552861 55378008 554433 55443322 5544332211 554455
55495746 554uzpad 555000 5550123 5550666 555111 5551212 555123 5551298 555222 5552555 555333 555444 555551 555556
55556666 5556633 555666 555666777 555777 555888 555999 556644 556655 556677 55667788 556699 557711 557744 557799
55832811 55bgates 5641110 565hlgqo 567765 567rntvm 5681392 56836803 57392632 57699434 5782790 5792076 579300 58565254
59382113kevinp 5c92v5h6 5element 5gtgiaxm 5hsu75kpot 5t4r3e2w1q 5t6y7u8i 5tgb6yhn 5tgbnhy6 5w76rnqp 5wr2i7h8 600000
6031769 6060842 615243 616879 616913 61808861 622521 625vrobg 62717315 6339cndh 6345789 635241 640xwfkv 645202
6458zn7a 651550 654123 654321 654456 654987 655321 65mustan 66005918 665259 665544 665566 666000 666111 6661313
66613666 666222 666333 666420 666425 666444 666555 666666 6666667 66669999 666777 666888 666999 666999666 666satan
667766 667788 669966 669e53e1 671fsa75yt 67390436 6751520 678910 67899876 67camaro 67mustan 6820055 682regkh 6846kg3r
686xqxfg 687887 68camaro 69213124 6942987 696969 6969696 697769 699669 69camaro 6gcf636i 6jhwmqku 6xe8j2z4 6yhn7ujm
700007 703751 705499fh 708090 7085506 709394 7224763 73501505 7355608 74108520 741147 741236 7412369 74123698
741236985 741258 741258963 7415963 741852 74185296 741852963 7418529630 741852kk 741963 74227422 742617000027 747200
747400 748159263 748596 7506751 753159 753357 753951 753951456 753951852 754321 754740g0 7550055 7555545 7558795
7653ajl1 7654321a 76689295 766rglqy 770129ji 774411 7753191 775533 775577 777000 777111 777123 777222 777333 777444
777555 777555333 777666 777771 7777755102q 7777777 77777778 7777777a 7777777s 7777777z 77778888 777888 777888999
7779311 777999 777angel 778811 778899 779977 784512 785001 785612 786110 78621323 787898 789056 789123 789123456
789321 789456 7894561 78945612 789456123 7894561230 789456123a 7895123 789520 789551 7896321 78963214 789632145
789632147 789654 789654123 78978978 789852 789963 789987 78n3s5af 794613 794613258 794613852 7elephants 7ertu3ds
7f4df451 7gorwell 7hrdnw23 7imjfstw 7jokx7b9du 7ovtgimc 7u8i9o0p 7ugd5hip2j 800500 80070633pc 80637852730 808state
8096468644q 80988218126 81726354 823762 824358553 824655 8318131 8363eddy 837519 8481068 85200258 8520456 852123
852147 852258 852456 852654 852741 852963 8538622 8543852 8546404 85852008 863abgsg 867530 8675309 86753099 86chevyx
87062134 870621345 875421 87654321q 878kckxy 87e5nclizry 88002000600 8807031 880888 88351132 885522 887766 888111
888555 888777 88887777 888889 88889999 888999 889900 889988 890098890 89015173454 8902792 89032073168 89172735872
89211375759 89231243658s 8928190a 895623 89600506779 89876065093rax 8j4ye3uz 8letters 8phrowz622 8phrowz624 8seconds
8xuuobe4 900000 902100 906090 908070 9085084232 9085603566 9111961 911911 911turbo 9124852 91328378 918273 918273645
926337 92702689 9293709b13 9379992 9379992a 9379992q 944turbo 951159 951357 951753 951753852 9556035 9562876 963147
9632147 96321478 963214785 963258 963258741 963369 963741 963852 96385274 963852741 9638527410 968574 975310 976431
9788960 9811020 98256518 986532 987123 987321 9874123 98741236 987412365 987456 98745632 987456321 9875321 987654123
987654321a 987654321g 987654321q 987654321z 98766789 987789 98798798 989244342a 9933162 995511 996633 996699 99762000
998877 99887766 9988776655 998899 999000 999111 999111999q 999333 999666 999666333 999777 999888 999888777 999998
99ranger 99strenght 9hmlpyjd 9hotpoin 9kyq6fge 9z5ve9rrcz a1234567 a12345678 a123456789 a1234567890 a123456a a123456b
a123456z a19l1980 a1a2a3a4 a1a2a3a4a5 a1b2c3d4 a1b2c3d4e5 a1l2e3x4 a1s2d3f4 a1s2d3f4g5 a1s2d3f4g5h6 a32tv8ls
a3eilm2s2y a7777777 a7nz8546 a8kd47v5 a9387670a a987654321 aa1111aa aa123123 aa123321 aa123456 aa123456789 aaa12345
aaa123456 aaaa1111 aaaa1122 aaaaaaa1 aaaabbbb aaaassss aaasss aabbccdd aaliyah aardvark aaron123 aassddff ab123456
ab12cd34 abc12345 abc123456 abc123456789 abc123abc abcd1234 abcd12345 abcde123 abcde12345 abcdef12 abcdef123 abcdefg1
abercrom aberdeen abgrtyu abhishek abigail1 abnormal abracada abracadabra abrakadabra abramova absinthe absolut
abulafia ac2zxdty acapulco access access01 access12 access123 access14 access20 access22 access88 access99 accessno
accord account1 accountbloc acdeehan acerview aceshigh achilles achtung acidburn acidrain acmilan acmilan1 action
acun3t1x acuransx acurarsx adam1234 adapters adelante adelheid adelphia adgjmp adgjmptw adidas adidas11 adidas12
adidas69 admin123 admin18533362 admiral1 adonis adrenali adrenalin adriana1 adrianna1 adv12775 advance1 advantag
advent adventur adxel187 aerosmit aerosmith aerostar aessedai aezakmi aezakmi1 afhvfwtdn afrika2002 afrodita afrodite
aftermat agamemno agapov58 agbdlcid agent007 aggarwal aggies agnieszka agricola aikido aikman aikman08 airborn1
airborne airbrush airbus airedale airforce airforce1 airjordan airplane airwolf aishiteru aishwarya ajcuivd289
ajnjuhfa ajnjuhfabz ak470000 akademia akatsuki akinfeev aksarben al123456 alabama alabama1 alabama123 alabaste aladin
alakazam alanfahy alaska alastair albacore albany albatros albert12 albertjr alberto1 albion alcapone alcatraz
alcoholi aldebara aldebaran alderaan alejandr aleksand aleksander aleksandr aleksandra alekseev alekseeva aleksey
alemania alena123 alena2010 alenka alenushka alessand alessandr alessandro alevtina alex1234 alex12345 alex1959
alex1971 alex1973 alex1974 alex1975 alex1976 alex1981 alex1982 alex1983 alex1985 alex1987 alex1989 alex1990 alex1991
alex1995 alex1996 alex1998 alex2000 alex2009 alex2010 alex2112 alexand1 alexande alexander1 alexandr alexandra1
alexandre alexandru alexey alexis alexis01 alexsander alexsandr alfabeta alfarome alfaromeo alfredo1 algernon alhambra
alibaba alicante alice123 aliens aligator alina123 alina1994 alina1995 alina1998 alina2002 alina2006 alina2010
alina2011 alino4ka alinochka alkaline allalone allan123 allblack allblacks allen123 alleycat alligato alligator
allison1 allister allmine allnight allochka allsop allstar allstar1 allstars allstate alltheway almaz666 alohomora
aloysius alpacino alpha123 alphabet alphabeta alphadog alphaman alphaome alphaomega alphaone alphasig alpine alskdjfh
alskdjfhg altavista alterego alternat alternativa altima alucard alucard1 am4h39d8nh amadeus amadeus1 amadeusptfcor
amanda01 amanda10 amanda11 amanda12 amanda123 amanda18 amanda69 amandine amaranth amarillo amaterasu amateur amateurs
amatuers amazing1 amazon amazonas amazonka amber123 amberdog amberlee ambrosia ambulanc amekpass americ america
america1 america2 amerika ameritec amersham amethyst amiga500 amorcit amorcito amoremio amsterda amsterdam amsterdam1
an83546921an13 anabelle anabolic anaconda anakin anakonda analfuck anallove analsex analslut anarchy anarchy1 anastaci
anastasi anastasija anastasiy anastasiya anastasya anathema anatoliy ancella2 anchorag anchorat andranik andre123
andrea11 andrea12 andrea99 andreas1 andreeva andrei andrei123 andreika andretti andrew01 andrew10 andrew11 andrew12
andrew123 andrew13 andrew17 andrew22 andrew23 andrew88 andrew99 andrewjackie andrey andrey12 andrey123 andrey1992
andreyka andromed andromeda andy2000 andyod22 anfield anfield1 angel007 angel123 angel666 angel777 angela12 angelbab
angeldog angeleye angeleyes angeliqu angelito angelo4ek angelochek angelofwar angels angelus anguilla angus123
anhnhoem anhyeuem animal animal2000 animals1 animalsex anime123 anisimov anna12345 anna1982 anna1984 anna1985 anna1986
anna1987 anna1988 anna1989 anna1990 anna1994 anna1997 anna2000 anna2002 anna2010 anna2614 annamari annapoli annarbor
annelies annemari annette1 annie123 anniedog annushka anonymer anonymou another1 antananarivu antares anteater
antelope anthon anthony0 anthony1 anthony2 anthony3 anthony4 anthony5 anthony7 anthony8 anthony9 anthrax antietam
antiflag antigone antihero antivirus anton123 antonell antonella antoni antonia1 antonio1 antonio2 antonio3 antonioj
antonius antonova antoshka anubis anuradha aolsucks aotearoa apache apache64 aphrodit apocalyp apokalipsis apollo
apollo11 apollo12 apollo13 appelsin apple123 applegat applemac applepie apples apples12 apples123 applesauce appleseed
appletre aptiva aq1sw2de3 aqswdefr aquafina aqualung aquamann aquarius aquemini aqwzsxedc arabella arachnid aragorn
aragorn1 aramis arcadia arcangel archange archangel archibal archimed architec archmage arclight arcturus aregdone
arenrone areyukesc argentin argentum argonaut arhangel arianna1 aristote aristotl arizona arizona1 arkangel arlingto
armada armadill armagedd armageddon armagedo armagedon armani armastus armstron arnster55 arrowhea arrows arschloc
arschloch arsehole arsenal arsenal0 arsenal1 arsenal123 arsenal2 arsenal7 arsenal9 arsenalf arsenalfc arshavin
art131313 artcast2 artefact artem123 artem1992 artem1995 artem2010 artem777 artemis artemis1 artemka artichok artiller
artofwar arwpls4u arxangel as123456 asd12345 asd123456 asd123asd asd123qwe asdasd asdasd12 asdasd123 asdasd22 asdasdas
asddsa asdf1234 asdf12345 asdf4321 asdf67nm asdfasdf asdfasdf1 asdffdsa asdfg123 asdfg1234 asdfg12345 asdfgh asdfgh01
asdfgh12 asdfgh123 asdfgh123456 asdfghj asdfghj1 asdfghjk asdfghjkl asdfghjkl1 asdfghjkl123 asdfjkl asdfjkl1 asdfjkl;
asdflkjh asdfqwer asdfrewq asdfzxcv asdqwe asdqwe123 asdzxc asdzxc123 asfnhg66 asgard ashley01 ashley11 ashley12
ashley123 ashley19 ashley24 ashley69 asians asimov asmodean asmodeus aspirant aspire aspirina aspirine assa1234
assasin assasins assassin assassins assclown asscrack asseater assembler assfuck assfucke asshole asshole1 asshole123
asshole2 asshole3 assholes asslicke asslicker asslover assman assmaste assmaster assmonke assmunch associat assword
assword1 astalavista astaroth asterios asterix asterix1 astonmar astonmartin astonvil astonvilla astra123 astral
astroboy astroman astros astrovan at4gftlw athlon athlon64 atlanta atlanta1 atlantida atlantis atljhjdf atombomb
atomic atreides attila auburn auckland2010 auditt auggie august10 august11 august12 august15 august16 august17
august20 august22 august24 august25 august29 august31 augustin auntjudy aurelien aurelius aussie austin austin01
austin11 austin12 austin123 austin31 austin316 austintx australi australia1 autechre authcode autobahn automati
autopas1 autopass avalanch avalanche avalon avalon11 avangard avatar avemaria avenger avenger1 aventura avogadro
avondale avrillavigne avtoritet awdrgyjilp awesome awesome1 awesome123 awesome2 awo8rx3wa8t az123456 azamat azathoth
azazel azerty azerty12 azerty123 azertyui azertyuiop azfpc310 azsxdc azsxdcfv azsxdcfvgb azwebitalia b0ll0cks b1234567
b929ezzh babemagn babemagnet baberuth babochka babushka baby1234 baby2000 babybear babyblue babyboy babyboy1 babycake
babycakes babydoll babyface babygirl babygirl1 babygurl babyhuey babylon babylon5 babylon6 babylove babyphat babyruth
bacardi bacardi1 bacchus backbone backd00r backdoor backdraf backlash backspac backspace backwood bad11bad badabing
badaboom badass badboy badboy69 baddog badger badgers badgirl badgirls badkarma badkitty badlands badman badminto
badnaamhere baerchen baggins baggins1 baggio baggio10 bagheera bagira bagpipes bahamut bailey01 bailey10 bailey11
bailey12 bajingan bajskorv bakayaro bakesale balalaika balance1 baldeagl baldeagle baldhead baldrick balefire balla007
baller baller23 ballin balloon balloon1 balloons balls123 ballsack ballsdeep ballsout baltimor bambam bamboo banaan123
banana banana12 bananana bananas bananas1 banane banderas banderos bandicoot bandit bandit01 bandit11 bandit12
bangalor bangbros banger bangkok bangkok1 banker bankshot banner banshee banshee1 banzai baphomet barabash barabbas
baracuda barakuda baranova barbados barbara1 barbaria barbarian barbaris barbaros barbie barbwire barcelon barcelona
barclays bareback barefeet barefoot baritone barkley barkley1 barmalei barmaley barney barney01 barney11 barney12
barrabas barracud barracuda barrakuda barrynov barselona barsik bartende bartman bartman1 baseba11 basebal basebal1
baseball baseball1 baseball11 baseball12 baseball2 baseball3 baseball7 baseball9 basilisk basket basketba basketbal
basketball1 bassboat basset bassfish basshead bassingw bassline bassman bassman1 bassmast bassplay bastard bastard1
bastardo bastogne batistuta batman batman01 batman11 batman12 batman123 batman13 batman21 batman23 batman69 batman99
batterie batterse battery1 bayadera bayern bayliner bayshore baywatch bazongaz bb123456 bbbbbb99 bbbbbbb1 bcfields
bdfyeirf beachboy beachbum beaches beaches1 beagle beaker beamer beaner beanhead beanie beano002 beantown bear2327
bearcat bearcat1 bearcats bearclaw beardog beardog1 beardown bearshar bearshare beast123 beast666 beastie beastie1
beater beatle beatles beatles1 beatles4 beautifu beautiful1 beauty beaver beaver12 beaver69 beavis beavis69 beckham
beckham23 beckham7 beefcake beemer beer1234 beerbong beerman beernuts beethove beetle begemotik behemoth beholder
belgario belgorod belinda1 bella123 bellaboo belladog belladon bellagio bellevue bellsout bellybut belmont belochka
beloved1 bendover benedikt benessere benetton benfica bengals bengals1 benhogan benidorm benjamin1 benladen bennett1
bennevis bennyboy bentley1 beowulf berbatov beretta berezuckiy bergen09 bergerac bergkamp berlin berliner berlingo
bermuda1 bernadet bernard1 bernhard berserke berserker bertuzzi besiktas bestbuy bestfriend beszoptad bethany1
bettis36 bettyboo bettyboop bettylou beverly1 beyblade bg6njokf bhbirf bhbyjxrf biarritz biatch bicycle biedronka
bigass bigasses bigballa bigballs bigbang bigbear bigben bigberth bigbird bigbird1 bigblack bigblock bigblue bigblue1
bigbob bigboner bigboobs bigbooty bigboss bigboy bigboy11 bigboy12 bigbroth bigbubba bigbucks bigbutt bigbutts bigcat
bigchief bigcock bigcocks bigdaddy bigdaddy1 bigdawg bigdick bigdick1 bigdicks bigdog bigdog69 bigfella bigfish
bigfoot bigfoot1 biggdogg biggie biggirls biggles biggreen bigguy bighead bighouse bigjohn1 bigjuggs bigloser bigmac
bigman bigmaxxx bigmike bigmoney bigmouth bignasty bigone bigones bigpappa bigpenis bigpimp bigpimpi bigpimpin
bigpoppa bigpussy bigred bigsexxy bigsexy bigsexy1 bigsmall bigstick bigstuff bigtime bigtime1 bigtit bigtits bigtits1
bigtitts bigtitty bigtruck bigtymer bigwaves bigwilly bikerboy bikini bilbobag bill1234 billabon billabong billgate
billgates billiard billy123 billybob billyboy billygoa billyjoe billyray bimmer bingbong bingo123 binladen biohazar
biohazard bionicle bioshock birdbath birdcage birddog birdhouse birdie birdland birdman birdman1 birmingh birthday1
birthday10 birthday100 birthday2 birthday21 birthday26 birthday27 birthday28 birthday299 birthday3 birthday4 birthday5
birthday54 birthday6 biscayne biscuit biscuit1 bisexual bismarck bismilah bismilla bismillah bitch123 bitchass
bitchboy bitchedu bitchedup bitches bitches1 bitchy biteme biteme12 biteme69 bizkit blabla blablabl black123 black666
blackadd blackass blackbea blackbel blackbelt blackber blackberry blackbir blackbird blackboo blackbox blackboy
blackbur blackcat blackcoc blackcock blackdic blackdick blackdog blackdra blackdragon blackeye blackfin blackfly
blackhat blackhaw blackhawk blackhea blackheart blackhol blackhole blackhorse blackice blackie blackie1 blackjac
blackjack blacklab blackmag blackmen blackmetal blackmor blackone blackops blackout blackpoo blackpus blackros
blackrose blacks blacksab blacksex blackshe blacksta blackstar blacksun blacktop blackwhite blackwid blackwoo blacky
blade123 blademan bladerun bladerunner blades blahblah blankman blaster blaster1 blasters blastoff blaze420 blazer
bleacher blenheim blessed blessed1 blessing blessyou blindman blingbli blingbling blink182 blizzard blockbus bloembol
blonde blondes blondie blondie1 blondinka blood123 blood666 bloodlus bloodlust bloodred bloopers blowfish blowjob
blowjob1 blowjob69 blowjobs blowme blowme69 bltynbabrfwbz blue1234 blue2000 bluearmy blueball blueballs bluebear
bluebell blueberr bluebird blueboy blueboys bluedevi bluedevil bluedevils bluedog bluedog1 bluedragon blueduck
blueeyes bluefire bluefish bluegill bluegras bluejay1 bluejays bluejean bluelight blueline bluemoon bluenose bluenote
blueroom bluerose blueskie bluesky bluesky1 bluesman bluestar bluetick bluewate bluewave blumpkin blunt420 bmw318is
bmw325is bmw330ci bmw750il boater boating boating1 bob12345 bobafett bobbobbo bobby123 bobbybob bobbyboy bobbyjoe
bobbyorr bobcat bobcat12 bobdole bobdylan bobjones bobmarle bobmarley bobo1234 bobolink bobsmith bocephus bodiroga
bodybuil bodyhamm bodyshop boeing boeing74 boeing77 bogart bogdan bogdan123 bogdanova bohica boiler boilerma boing747
bojangle bolitas bollocks bollox bologna bologna1 bombadil bombay bomber bomberman bombers bombshel bonapart bond0007
bond9007 bondage bondage1 bondarenko bondra12 bonefish bonehead bonethug bonethugs boneyard bonghits bongtoke
bongwater bonjour bonjour1 bonjovi bonkers bonkers1 bonoedge bonsai bonscott boobear1 boobie boobies boobies1 boobies2
boobless booboo booboo11 booboo12 booboo69 boogaloo booger boogie boogiema boognish boogyman bookcase bookie bookmark
bookworm boomboom boomer boomer12 boomer22 boomtown boondock booster booster1 bootcamp bootie bootmort bootneck
bootsman bootycal bootycall bootyman bootys boozer borabora bordeaux boredboi4u boricua boris123 borisenko borisova
bornfree borntorun borodina borracho borussia bosco123 boscoe01 bosshogg bosslady bossman bosstone boston boston11
boston12 botafogo bouboule bounce bounty bowhunte bowhunter bowler bowling bowling1 bowling3 bowwow boxers boxing
boxster boxster1 boy4u2ownnyc boyscout boytoy boywonde bpgjldsgjldthnf br00klyn br1ttany bradley1 bradpitt braindea
branden1 brandnew brando brandon0 brandon00 brandon1 brandon2 brandon3 brandon6 brandon7 brandon8 brandy brandy12
branford brasil brasilia bravehea braveheart braves braves10 braves95 brazil brazzers breadfan breadman breakdance
breaker1 breakers breakfas breast breasts breeze brehznev breitlin bremen brenda69 brendan1 brennan1 brentfor brentwoo
bretagne brethart brett123 brewcrew bri5kev6 brian123 brianna1 bricks bridget1 brighton brillian brillo021 brimston
bringiton bristol bristol1 britania britney britney1 britneys brittany1 brodie broker bronco broncos broncos1 broncos2
broncos7 broodwar brooklyn brooklyn1 brooksie brother1 brother2 browncow browndog browneye browneyes brownie brownie1
brownlov browns browns99 browseui bruce123 brucelee brucewayne bruins bruins77 bruiser bruiser1 bruno123 brunodog
brunswic brutus bryan123 bsheep75 bubba123 bubbabub bubbadog bubbaman bubbas bubble bubblebox bubblegu bubblegum
bubbles bubbles1 bubbles2 buccanee buceta bucket buckeye buckeye1 buckeyes buckfast buckshot buckskin buckster
buckwhea buckwheat buckwild budapest buddah buddha buddie buddy123 buddyboy buddycat buddydog buddylee budlight budman
budweise budweiser budwiser buffalo buffalo1 buffalos buffett buffett1 buffy123 buffy1ma bugger bugmenot bugsbunn
bugsbunny bugssgub buhjvfybz builder bujhm123 bujhmbujhm bukkake bukowski buldozer bulgakov bulldawg bulldog bulldog1
bulldog2 bulldog5 bulldog7 bulldogg bulldogs bullet bullfrog bullhead bullnuts bullride bulls123 bullseye bullshit
bullwink bullyboy bumblebe bumblebee bumerang bummer bumper bungalow bunghole bunnies bunnies1 bunny123 bunnyman
buratino burberry burger burlpony burltree burrfoot burrito burrito1 burton12 burunduk busdrive bushido bushmast
bushwack bushwick businessbabe bustanut buster buster01 buster11 buster12 buster123 buster21 buster22 buster69
buster88 buster99 buterfly butter butter11 butterba butterbean buttercu buttercup butterfl butterfly butterfly1
buttface buttfuck butthead butthole buttlove buttman buttmunc buttmunch buttnutt buttocks buttons buttons1 buttplug
buzzard buzzkill buzzword bvgthfnjh byabybnb byajhvfnbrf bycnbnen bynthytn byrjuybnj byteme c0l0rad0 c0rvette
c32649135 c3por2d2 c43dae874d c43qpul5rz cab4ma99 caballer cabbage cabbages cabernet cabibble cabinboy cabledog
cableguy cableman cabowabo cabron cacapipi cachondo cachorro cactus cadillac cadr14nu caesar caffreys cahek0980
caitlin1 calamity calavera calbears caleb123 calgary calgary1 calibra calico caliente californ californi california1
caligula calimero calliope callista callisto callofduty callum calvin69 camaleon camaleun camaro camaro67 camaro69
camaross camaroz2 camaroz28 cambiami cambridg camden camel123 cameleon camelot camelot1 camels cameltoe camero cameron
cameron0 cameron1 cameron2 cameron7 camilla1 camille1 camneely camp0017 camper campus100 canada canada12 canada99
canadien canaries cancer cancun candle candlebo candy123 candyass candybar candycan candycane candyman canesfan
cannabis cannelle cannibal cannibus cannonba cannonda cannondale canoneos cantona cantona1 cantona7 cantstop canucks
canucks1 capecod capetown capital1 capital5 capitals capoeira capone capricor capricorn capslock captain captain1
captain2 captaink car12345 caramel caramelo caravan cardigan cardinal care1839 carebear carefree carla123 carlito
carlitos carlos12 carlos123 carlsbad carlsberg carlton1 carnage carnival carolcox carolina carolina1 caroline1
carolyn1 carpedie carpediem carpente carpet carrera carrera4 carrot cartagen carter12 carter15 carter80 carthage
cartman cartman1 cartman2 cartoon cartoons carwash1 casablan casablanca casanova caserta casey123 caseyboy caseydog
cashflow cashmone cashmoney casino casper casper12 casper123 casper99 cassandr cassidy1 cassie cassie12 cassiope
castaway catdaddy catdog caterham caterpil catfight catfish catfish1 catherin cathouse catinhat catlover catman
catmando catsdogs catsmeow catwoman caution1 cavalier caveman caveman1 cavscout cayman cbarkley cbljhjdf cbljhtyrj
cbr600f3 cbr600f4 cbr600rr cbr900rr cbr929rr cbufhtnf ccbill ccccccc1 cde34rfv cdexswzaq cdtnbr cdtnjxrf cdtnkfyf
cdtnkfyrf cdtnkzxjr cdznjckfd ceasar cecilia1 cegthgegth cegthgfhjkm ceisi123 celebrat celebrit celeron celeste1
celestia celica celicagt celine cellphon cellphone celtic celtic1888 celtic67 celtic88 celticfc celtics celtics1
centauri central1 centrino centurion cepseoun cerberus cerulean cessna cessna15 cessna17 cessna172 cevthrb cezer121
cfiekmrf cfitymrf cfkfvfylhf cfvlehfr cgfhnfr cghfdjxybr cgtwbfkbcn ch1tt1ck chaching chainsaw challeng chamberl
chameleo chamonix champ123 champagn champion champs change12 changeit changeme changeme1 changepa channel1 chantal1
chaos666 chaparra chapstic characte charger charger1 chargers chargers1 charisma charles0 charles1 charles2 charles3
charless charlest charli charlie charlie0 charlie1 charlie123 charlie2 charlie3 charlie4 charlie5 charlie6 charlie7
charlie8 charlie9 charlieb charliem charlies charlize charlott charlton charly charmed charmed1 chase123 chaser
cheater cheburashka checkers checkito checkmat cheddar cheech cheeks cheerios cheerlea cheerleaers cheers cheese
cheese12 cheeseca cheetah cheetah1 chelse chelsea chelsea0 chelsea1 chelsea2 chelsea3 chelsea4 chelsea5 chelsea6
chelsea7 chelsea8 chelseaf chelseafc chemistr cherokee cherries cherry cherry12 cherrypi cheshire chessman chessmas
chessmaster chester chester1 chester2 chester3 chester7 chester8 chesters chevelle chevrole chevrolet chevy350
chevy454 chevyman chevys chevys10 chevytru chevyz71 chewbaca chewbacc chewbacca chewie cheyanne cheyenne cheyenne1
chgobndg chiara chibears chicago chicago0 chicago1 chicago2 chicago3 chicago5 chicago7 chicago9 chicco22 chichi
chicken chicken0 chicken1 chicken123 chicken2 chicken6 chickens chickenwing101 chicklet chicks chico123 chief123
chiefs chihuahu chilango children2 chilidog chilli chillin chillout chilly chimaera chimaira chimera chinacat chinadol
chinaman chinaski chinatow chinchil chinese1 chingada chinook chipmonk chipmunk chipper chipper1 chippers chippy
chipster chitarra chivas chloe123 chocha choclate chocolat chocolate1 choochoo chopin chopper chopper1 choppers
chopsuey chris100 chris123 chris200 chris999 chrisbln chrisbrown chrisrey chriss chrissie chrissy chrissy1 christ
christa1 christer christi1 christia christiaan christian1 christin christma christo1 christof christop christophe
christopher1 christos christy1 chrome chronic chronic1 chrono chrysler chuang chubby chuck123 chuckie chuckie1
chuckles chucky chuluthu chunky churchil ciccio ciccione cicero cidkid86 cigarett cigars cincinna cinder cinderel
cindylou cingular cinnamon cisco123 ciscokid citadel citibank citroen civilwar cjdthitycndj cjkysirj cjkywt cjrjkjdf
cjxb2014 ck6znp42 clambake clancy clapton clapton1 clarinet clarisse clarkken clarkkent classact classic classic1
classics claudi claudia1 claybird claymore clayton1 clearwat clemence clemson clemson1 cleopatr clevelan climber
clinton1 clipper clipper1 clippers clitlick clitoris clitring clockwor close-up clouds clover clownboy clowns
clubpenguin clutch cmu9ggzh cnfnbcnbrf cnfybckfd cnhfyybr cnhjbntkm cnhtrjpf cnjvfnjkju cntgfirf cntgfyjdf cobain
cobalt cobblers cobra123 cobra427 cobra777 cobrajet cobras cocacola cocacola1 cocaine cocker cockgobbler cockring
cocksuck cocksucker cocoloco coconut cocopuff cocorico codeblue codered codered1 coffee coffee11 coffee12 cohiba
cokeisit coldbeer coldfire coldplay colegiata coleman1 colin123 collants collect1 collecti collecto colleen1 college1
collingw collins1 colnago colole57 colombia colorado colors colossus colt1911 coltrane comanche comander combat123654
comcast1 comfort1 comicbook comicbookdb comicbooks comicsans command1 command2 commande commando commodor communit
compaq compaq12 compaq123 compass compass1 computador computadora compute compute1 computer computer1 concord concorde
concordi concrete conditio condom condor conducto conehead confiden connect connect1 connecte connecti connor connor11
connor12 consense constanc construc consulta consumer containe contortionist contrasena contrera control1 control2
cookie cookie11 cookie12 cookie123 cookie13 cookie59 cookies cookies1 cooking1 cool1234 coolbean coolbeans coolbree
coolcat cooldude cooler coolfool coolgirl coolguy coolguy1 coolhand coolio coolman coolman1 coolness coolwhip cooper11
cooper12 coorslig coorslight coorslit cooter copenhag copernic copper core2duo corleone cornbrea cornbread corndog
corneliu cornell1 cornflak cornhole cornholi cornholio cornhusk corolla corona corperfmonsy corporat corpsman corrado
corrado1 corsair corsair1 cortland corvet07 corvett1 corvette corvette1 cosmic cosmo123 cosmodog cosmos costaric
costarica cosworth cottage1 cougar cougars cougars1 counchac countach counter1 counterstrike country1 countryb
countyli courtney1 cousteau coventry covingto cowabung cowboy cowboy12 cowboy22 cowboys cowboys0 cowboys1 cowboys2
cowboyup coyote cptnz062 cqub6553 crabcake cracker cracker1 crackhea crackhead cracksevi craig123 cramps cranberr
crawfish crayfish crazy123 crazybab crazyboy crazycat crazyfrog crazyman crazyzil creampie creamy creamyou creatine
creativ1 creative creative1 creepers creosote crescent cressida crevette cribbage cricket cricket1 crickett crimson
crimson1 crippler cristiano critter critter1 critters crjhgbjy crjhjcnm crocodil cronaldo crossfir crossroa croucher
crownvic cruise cruiser cruiser1 crunch crusader crusher crusty cruzazul crysis crystal0 crystal1 crystal2 crystal7
csfbr5yy csyekmrf ctdfcnjgjkm cthtuf cthulhu cthulhu1 cthutq cthuttdbx cthuttdf cthuttdyf ctrhtn ctrhtnyj ctvtyjdf
cubalibr cubalibre cubbies cubbies1 cubswin cubswin1 cucciolo cucumber cuddles cuddles1 culinary cumberla cumeater
cumlover cumming cumshot cumshot1 cumshots cumsucker cunningh cuntfinger cunthole cuntlick cuntsoup cupcake cupcake1
curious curious1 curitiba currahee custom cutegirl cutiepie cutlass cutlass1 cutter cvbhyjdf cvtifhbrb cvzefh1gk
cvzefh1gkc cxfcnkbdfz cxfcnmt cxfcnmttcnm cxzdsaewq cyberman cybernet cyberonline cybersex cyborg cyclone cyclone1
cyclones cyclops cyclops1 cyecvevhbr cygnus cygnusx1 cyjdsvujljv cynthia1 cypress cypress1 cytuehjxrf cytujdbr
czekolada d1234567 d1i2m3a4 d1lakiss d78unhxq dabears dabl1125 dad2ownu daddy123 daddymac daddyo daddysgirl daedalus
daemon daewoo daffodil daffyduc daffyduck daftpunk dagestan dagger dagobert daisy123 daisy3112 daisydog daisymae
daisymay dakota dakota01 dakota12 dakota99 dalejr dalejr88 dalglish dallas dallas01 dallas11 dallas12 dallas21
dallas22 dallastx dalmatio dalshe damage11 damilola dammit damned69 damngood damnit damocles dance123 dancer dandelio
dandelion danger dangerou daniel01 daniel10 daniel11 daniel12 daniel123 daniel20 daniel21 daniel26 daniela1 danielit
danielle1 daniil danijela danil8098 danila danilova danniash danny001 danny123 dannyboy dannym88 dante123 danthema
dantheman danzig dapzu455 daredevi daredevil darkange darkangel darkfire darkhors darkjedi darkknig darkknight
darklord darkmage darkman darkmanx darkmoon darkness darkness1 darknigh darknight darknite darkseed darkside darksoul
darkstar darkwing darkwolf darling1 darthmau darthmaul darthvad darthvader dartmout dasha123 dasha2010 dashadasha
dashenka datalife datalore datnigga datsun dave1234 davecole daveyboy david123 david777 davide davidkin davidlee
davidoff davidruiz davids davinchi daydream daytona daytona1 daywalker dbjktnnf dbm123dm dbrnjh dbrnjhbz dbrnjhjdbx
dbrnjhjdyf dbyjuhfl dcowboys dctdjkjl dctktyyfz dctvcjcfnm dctvgbplf dctvghbdf dctvghbdtn dcunited ddddddd1 de1987ma
deadfish deadhead deadlift deadlock deadman deadman1 deadmau5 deadmeat deadmoin deadpool deadsexy deadsoul deadspin
deadwood deadzone death123 death666 deathnote deathrow deathsta deathstar debbie69 deborah1 debugger december1
decembre deejay deepblue deepdive deeppurple deepthro deepthroat deepwate deerhunt deerhunter deerpark deeznuts
deeznutz default1 defender defiant defiant1 deflep27 deftones dejavu delasoul delerium delete delfin deliciou delight
delorean delphi delpiero delta123 deltachi deltaforce deltaone deltasig deluxe demetrio demetriu demon123 demon666
den12345 denali denis123 denis1984 denis1988 denis2011 deniska denman85 dennis12 depeche depeche1 depechemode derparol
derrick1 derrickh desdemon desember desert designer desire deskjet deskjet1 desperad desperado desperados destin
destinee destiny destiny1 destiny2 destiny7 destroye detectiv dethklok detroit detroit1 deutsch deutschl deutschland
devil123 devil666 devilboy devildog devildriver devilish devilman devilmay devilmaycry devilmaycry4 devils devo2706
devochka dexter dezember dfcbkbcf dfcbkbq dfcbkmtd dfcbkmtdf dfkmltvfh dfkmrbhbz dfkthbz dfkthf dfktynby dfktynbyf
dfktynbyrf dfnheirf dfvgbh dfyjdf846 dgl70460 dharma dhjnvytyjub diablo diablo11 diablo23 diablo66 diablo666 diablo69
diabolic diabolik dialog diamante diamond diamond0 diamond1 diamond2 diamond3 diamond4 diamond6 diamond7 diamondb
diamondd diamonds diana123 dianochka diapason diaper diciembr dickface dickhead dickie dickless dicklick dickster
dicksuck dickweed dictiona diego123 diehard diesel diesirae dietcoke dieter differen digger diggler digimon digital
digital1 digital2 digitalprodu digiview dignity7 dilbert dilbert1 dilligaf dilligas dillinge dillweed dima1234
dima12345 dima1985 dima1989 dima1990 dima1991 dima1992 dima1993 dima1994 dima1995 dima1996 dima1997 dima1998 dima1999
dima2000 dima2009 dima2010 dimabilan dimanche dimedrol dimensio dimidrol dimitris dimochka dimon4ik dimples dinamite
dinamo dinara dindom dingdong dinmamma dinosaur dinsdale diogenes dionysus diosesamo dipascuc dipshit dipstick
direktor direwolf dirkpitt dirtball dirtbike dirtybir dirtyboy dirtydog dirtygirl dirtyman discgolf discover diskette
disney disturbe divedeep diversio divine dixiedog django djg4bb4b djgabbab djkrjlfd djkujuhfl djtiesto dkflbckfd
dkflbdjcnjr dkflbr dkflbvbh dkflbvbhjdbx dkflbvbhjdyf dkjfghdk dm6tzsgp dmfxhkju dmitriev dmitriy doberman doctor
doctorwh dodger dodgeram dodgers dodgers1 dodgeviper dogballs dogbert dogbert1 dogboy dogbreat dogbreath dogcat
dogface dogfight dogfood dogger doggie doggy123 doggydog doggysty doggystyle doghouse doglover dogman dogphil3650
dogpound dogshit dogstyle dogwood dohcvtec doitnow dolemit1 dolemite dolittle dollar dollarbi dollface dolomite
dolphin dolphin1 dolphin2 dolphin9 dolphins dolphins1 doma77ns domainlock2005 domenico dominati dominator dominic1
dominik dominika dominion dominiqu domino domodedovo donaldduck donatello donkey donkeykong donna123 dont4get dontcare
dontdoit dontforg dontgotm donthate dontknow donttell donuts doobie doodle doodlebu doofus doogie dookie doomsday
doorknob dopehead doraemon doromich dorothee dorothy1 dortmund dotcom dothedew doughboy dougie douglas1 dovetail
dowjones downhill downunde draconis dracula dracula1 dragon dragon00 dragon01 dragon05 dragon10 dragon11 dragon12
dragon123 dragon13 dragon19 dragon20 dragon21 dragon22 dragon23 dragon25 dragon33 dragon64 dragon66 dragon666 dragon69
dragon76 dragon77 dragon88 dragon98 dragon99 dragonage dragonba dragonball dragonballz dragonfi dragonfire dragonfl
dragonfly dragonla dragonma dragons dragons1 dragonss dragoon dragoon1 dragrace dragstar dragster drakon draven
dreamcas dreamcast dreamer dreamer1 dreamer2 dreamers dreamgirl dreams dressage drifter driver drizzt drjynfrnt
dro8smwq droopy dropdead dropkick dropzone drowssap drpepper drstrang drumandbass drumline drummer drummer1 drummers
drumnbass ds7zamnw dsobwick dtcyeirf dtheyxbr dthjybrf dthjybxrf dthyjcnm dtkjcbgtl dtxyjcnm dublin ducati ducati74
ducati99 duchess duchess1 duckhunt duckie duckling duckpond ducksoup ducttape dude1234 dude1998 dudelove duffbeer
duffman dukeblue dukenuke dukenukem dukester dumbass dumbass1 dumbfuck duncan21 dundee dune2000 dungeon dupont24
duracell durandal durango durango1 duster dustin23 dusty123 dusty197 dustydog dutchess dutchman dylandog dynamite
dynamo dynastar dynomite dzxtckfd eae21157 eagle123 eagleeye eagleman eagleone eagles eagles05 eagles11 eagles12
eagles20 earlgrey earnhard earthlin earthlink eastern1 eastside eastwest eastwood easy1234 easypass easyride eatmenow
eatmeraw eatmyass eatpussy eatshit eatshit1 eclipse eclipse1 eclipse2 eclipse9 economia edcwsxqaz eddie123 eddie666
edelweis edgewise edgewood edinburg eduard eduardo1 educatio edward11 edward12 edwards1 edwardss eeeeeee1 eeyore
efbcapa201 eggman eggplant eight888 eightbal eightball einstein eintrach eintritt ejaculation ekaterina ekaterina20
ekilpool eklhigcz el345612 el546218 elaine22 elbereth elcamino eldiablo eldorado eldritch eleanor1 electra electra1
electric electro electron elefant elefante elektrik element element1 elementa elena123 elena1971 elena2010 elenberg
elephant elephant1 eleven11 elfquest elfstone elisabet elizabet elizabeth1 elizaveta ellehcim elliott1 elmer251
elvira26 elvis123 emachine emachines emanuela emanuele embalmer emerald emerald1 emergenc emerson1 emiliano emily123
emilyann eminem eminem12 emmajane emmitt22 empire empire11 emyeuanh enamorad endymion energize energizer energy12
enforcer engage engineer england1 english1 enigma enlighte enolagay enrico enrique1 enron714 enter123 enterme enternow
enterpri enterprise entertai entropy envision epaulson epervier epiphone episode1 epsilon epsilon1 eraser erection
ereiamjh eric1234 ericsson erotic erotica escaflowne escalade escorpio escorpion escort esmerald esperanz espresso
essayons essendon estefani estoppel estrellit eternal eternal1 eternity ethernet euclid90 euphoria eureka euro2000
eurocard euroline europa eus1sue1 evanescence evangeli evangelion evenflow everclea everest everest1 evergree everlast
everlong evermore everques everquest everton everton1 evertonf everythi evgeniya evildead evolutio excalibe excaliber
excalibu excalibur excellen excelsio excite exclusiv executiv executor exigen exigent exodus exotic expediti exploite
exploiter explore1 explorer explorer1 express express1 express2 extra300 extra330 extreme extreme1 eybdthcbntn
eyecandy f00tball f14tomcat f15eagle f1f2f3f4 f22raptor f8yruxoj fabienne fabolous fabregas fabric facefuck facial
faggot fahjlbnf failsafe fairchil fairfiel fairlady fairlane fairmont fairview faith123 fakepass falcon falcon01
falcon11 falcon12 falcon16 falcon69 falcons falcons1 fallen fallenangel fallengun fallout fallout1 fallout2 fallout3
falloutboy falstaff family01 familyguy fandango fantasia fantasma fantasti fantasy fantasy1 fantasy7 fantomas fantomen
farfalla farscape farside farside1 fartface fartripper fastback fastball fastcars fastdraw faster fastfood fastlane
fatal1ty fatass fatbitch fatboy fatcat fatdaddy fatgirls fathead1 fatluvr69 fatman fatpussy favorite2 favorite3
favorite4 favorite5 favorite6 favorite7 favorite8 fbi11213 fcbarcelona fcbayern fcc5nky2 fearless feather feather1
feathers federica fedorova feelgood fefolico feldspar felicia1 felicida felicidade felix123 felixxxx fellatio fellowes
fender fender12 fenerbahce fengshui fenomeno fenris fenway ferdinan fergie fergus ferien12 fernand ferndale ferrari
ferrari1 ferrari2 ferrari3 ferrari5 ferraris ferret fester fetish fetish01 fetish69 feuerweh feuerwehr feyenoor
feyenoord fffffff1 ffvdj474 fgdfgdfg fghtkm fgjrfkbgcbc fgtkmcby fhbyjxrf fhnehxbr fhntv1998 fhutynbyf fhvfutljy
fibonacci ficken ficktjuv fiction6 fiction7 fidelio fidelity fidodido fiesta fietsbel fifa2008 fifa2010 fifa2011
figaro fightclu fightclub fighter fighter1 fighting54 filatova filibert filmstar filter finalfan finalfantasy finance1
financia finger finnland fire1234 fireball firebird fireblad fireblade firedawg firedept firefigh firefighter firefly
firefly1 firefox firehawk firehose firehous fireman fireman1 fireplug firestar firestarter fireston firestor firestorm
firetruc firetruck firewall firewire firework firstone firstone123 firstson firsttim fish1234 fishbait fishbone
fishcake fisherma fisherman fishes fishface fishfood fishhead fishhook fishin fishing fishing1 fishlips fishpond
fishtank fistfuck fisting fitness fitness1 fitzgera fiveiron fivestar fjnq8915 fk8bhydb fkbyf001 fkbyjxrf fkg7h4f3v6
fkmnthyfnbdf fkojn6gb fkrjujkbr fktdnbyf fktif6115 fktrcfyl fktrcfylh fktrcfylh1 fktrcfylhf fktrcfylhjd fktrcfylhjdbx
fktrcfylhjdf fktrcfylhjdyf fktrcfylth fktrctq fktrcttd fktrcttdf fktyeirf fktyjxrf fktyrf flameboy flamengo flames
flamingo flanker flapjack flash123 flashbac flasher flashman flashnet flatbush flathead flatland flatline flatron
flatron1 fleetwoo fleshbot fletch flexible flexscan flhtyfkby flimflam flintsto flintstone flipflop flipmode flipper
flipper1 flipside floppy florenci florian florian1 florida florida1 florida2 flounder flower flower12 flowers1 fluffy
flvbybcnhfnjh flyboy flyers flyers88 flyers99 flyfish flyfishi flyvholm flywheel fm12mn12 fnkfynblf foiegras followme
foobar foofight footbal footbal1 football football1 football12 football123 football2 foothill footlong footlove
footslav forbidde ford9402 fordf150 fordf250 fordf350 fordfocus fordgt40 fordtruc fordtruck foreplay foreskin forest
forest11 forest99 foreve forever forever1 forever21 forfun forgetit forgetme forgotit forgotte forklift formatters
formula formula1 forrest1 forsaken fortknox fortuna fortunat fortune1 fortune12 fortytwo forward1 foryou forzaroma
fossil fotograf foucault foundati fourkids fourplay fourstar foxglove foxhound foxmulder foxtrot foxtrot1 foxwoods
foxylady foxyroxy fractals france98 frances1 francesc franchis francis1 francisc frank123 frankfur frankie1 franky
frdfhbev frdfkfyu fre_ak8yj freakboy freakout freaks freaksho freakshow freaky freckles fred1234 fredderf freddie1
freddy freddy12 frederik frederiksberg fredonia free4all freebird freecell freeclus freedom freedom0 freedom1 freedom2
freedom3 freedom4 freedom5 freedom7 freedom8 freedom9 freefall freehand freelanc freelove freemail freeman1 freeones
freepass freeporn freeport freeride freesex freespace freestuff freestyl freetime freeuser freeway freeway1 freewill
freiheit frenchfr frenchie frequenc frfltvbz friday friday13 fridolin friedric friends1 friendste friendster fright
frisco frisky frogger frogger1 froggies froggy froglegs frogman frogman1 froinlaven fromhell fromvermine front242
frontera frontier frontosa frost1996 frostbit frosty frozenfish fruitbat fruitcak fsd9shtyu fsunoles fubar123 fuck1234
fuck_inside fucked fuckedup fucker fucker11 fucker12 fucker69 fuckers fuckface fuckfest fuckgirl fuckhard fuckhead
fuckher fuckhole fucking fucking1 fuckinside fuckit fuckitall fucklife fucklove fuckme fuckme69 fuckmeha fuckmehard
fuckmeno fuckmenow fuckmyass fuckmylife fucknuts fuckoff fuckoff1 fuckoff2 fuckshit fuckslut fuckthat fuckthem
fuckthemall fucktheworld fuckthis fuckuall fuckyeah fuckyo fuckyou fuckyou! fuckyou0 fuckyou1 fuckyou12 fuckyou123
fuckyou2 fuckyou6 fuckyou69 fuckyou7 fuckyou8 fuckyoubitch fuckyouguys fufnfrhbcnb fugazi fuhrfzgc fujifilm fulham
fulhamfc fullback fullhous fullmetal fullmoon fullsail fumanchu funfunfu funhouse funkster funnyguy funnyman funstuff
funtime funtime1 funtimes furelise furnitur fusion fussball futbol futurama futyn007 fuzzball fvcnthlfv fy.njxrf
fyfcnfcbz fyfnjkbq fyfnjkmtdbx fyfnjkmtdyf fyfrjylf fylh.irf fylhjvtlf fylhtq fylhtq123 fylhtq95 fylhtqrf fylhttdf
fynfyfyfhbde fynjy123 fynjybyf fynjyjdf fytxrf fyutkbyf fyutkjxtr g0dz1ll4 g1234567 gabrie gabriel1 gabriel12 gabriel2
gabriell gadget gadzooks gagged gagging galactic galactus galadriel galant galatasara galatasaray galaxy galeries
galina gallaghe gallaries galore galvesto gambit gambler gameboy gamecock gamecocks gamecube gamemaster gameover
gametime gandalf gandalf0 gandalf1 gandalf2 gandalf3 gandalf7 ganesh gangbang gangbanged gangsta gangsta1 gangstar
gangster gangster1 ganjaman ganjubas gannibal ganymede garbage1 garden gardenia garfield garfield1 gargamel gargoyle
garibald garion garrett1 gasman gatekeep gateway gateway1 gateway2 gateway3 gateway9 gateways gatorade gatorman gators
gators96 gaudeamus gauloise gauntlet gavrilov gawker gayathri gb15kv99 gbgbcmrf gbhfvblf gbkbuhbv gblfhfcbyf gblfhfcs
gbljhfcs gborv526 gbpacker gbplf123 gbpltw gbpltw123 gcheckou gcheckout gearhead geddylee geemoney gegcbr geheim
geibcnbr geilesau gemini gemini12 gemini13 gemini69 gemstone general1 generic generic1 genesis genesis1 genesis2
geneviev genius geniusnet gennadiy geolog323 george01 george11 george12 george13 georgia1 georgia2 geraldin gerasimova
gerlinde germania germany1 geronimo gerrard gerrard8 gerrity1 gerryber gesperrt getalife getfucked getinnow getmoney
getnaked getout getsdown getsmart getsome gettysbu gevaudan gfccdjhl gfccgjhn gfgf1234 gfgfrfhkj gfgfvfvf gfhfcjkmrf
gfhfljrc gfhfvgfvgfv gfhfyjbr gfhfyjqz gfhjkbot gfhjkm gfhjkm007 gfhjkm11 gfhjkm12 gfhjkm123 gfhjkm13 gfhjkm135
gfhjkm22 gfhjkm777 gfhjkmgfhjkm gfhjkmxbr gfhjkzytn gfhkfvtyn gfhnbpfy gfif1991 gfitymrf gfxqx686 gfyfcjybr ggggggg1
ghbdtn ghbdtn12 ghbdtn123 ghbdtnbr ghbdtnbr1 ghbdtnbrb ghbdtndctv ghbdtnghbdtn ghbdtngjrf ghbdtnrfrltkf ghbjhbntn
ghblehjr ghblehrb ghbrjkbcn ghbrjkmyj ghbywtccf ghetto ghfplybr ghhh47hj764 ghhh47hj7649 ghislain ghjatccjh ghjcgtrn
ghjcnbnenrf ghjcnbvtyz ghjcnj ghjcnj123 ghjcnjabkz ghjcnjgbpltw ghjcnjgfhjkm ghjcnjghjcnj ghjcnjnf ghjcnjnfr
ghjcnjnfr1 ghjcnjqgfhjkm ghjcnjrdfibyj ghjcnjrdfif ghjdthrf ghjgfufylf ghjnbdjcnjzybt ghjnjnbg ghjnjrjk ghjrehfnehf
ghjrehjh ghjrjgtyrj ghjuhfvbcn ghjuhfvvbcn ghjuhfvvf ghjuhtcc ghjvtntq ghost123 ghostdog ghostman ghostrid ghostrider
ghtktcnm ghtlfntkm ghtpbltyn giancarlo gianluca giantess giants giants56 gibsonsg gideon gigabyte gigemags giggles
gilbert1 gilgames gilgamesh gilles gillian1 gimmesum ginger ginger11 ginger12 ginger123 ginger69 ginscoot gintonic
ginuwine giorgi giorgio giraffe girfriend girls4me giuliana giveitup gizmo123 gizmodo gizmodo1 gizmodo2 gjdtkbntkm
gjhjctyjr gjikbdctyf gjkbyf gjkbyjxrf gjkrjdybr gjkysqgbpltw gjkzrjdf gjlcnfdf gjytltkmybr gkfdfybt gladbach gladiato
gladiator gladiolus gladston glamour glasgow1 glasnost glassjaw glendale glennwei glenwood glock9mm glowworm gmctruck
gmoney gn56gn56 gnasher23 goalie goathead goaway gobears gobigred goblin goblue gobrowns gobruins gobucks gobuffs2
godbless goddess goddess1 godfathe godfather godflesh godisgoo godisgood godisgreat godislov godislove godlike
godloves godofwar godsgift godslove godsmack godspeed godswill godzilla goeagles gofaster gofish goforit goforit1
gogators gogetter gogiants gohabsgo goirish goirish1 golakers golden goldenbo goldenboy goldeney goldeneye goldfing
goldfinger goldfish goldmine goldorak goldrush goldsink goldstar goldtree goldwing goleafsg golf1234 golfball golfcart
golfclub golfer golfer01 golfer11 golfer12 golfer23 golfing golfing1 goliath gollum gonavy gondolin gonefish goniners
gonzo123 goober goober12 good12345 good123654 good4now good4you goodbeer goodboss goodboy goodbye1 goodfell goodfellas
goodfood goodgame goodgirl goodhead goodie goodison goodlife goodlove goodluck goodmorning goodnews goodpussy goodstuf
goodstuff goodtime goodtimes goodtogo goodwood goodyear goofball google google10 google12 google123 gooner gooseman
gopher gopinath gorbunov gordolee85 gordon24 gorilla gorilla1 gorilla9 gorillaz gotcha gothic gotigers gotmilk
gotohell gotyoass govols grace123 gracelan grandam1 grandma1 grandorgue grandpri grandprix granny granvill grapeape
grapes grappler grasshop gratis gravedig graywolf gre69kik grease great123 greatdan greatgoo greatman greatone
greatsex greatwhi greatzyo greedisgood greekgod green123 green420 greenbay greenbud greenday greenday1 greendog
greenegg greenery greeneye greeneyes greenlan greenlantern greenman greenpea greens greentea greentre greentree
greenwoo gregor gregory1 gremlin gremlins grendel grendel1 greshnik gretzky gretzky9 greyhoun greywolf gridlock
griffey griffey1 griffin1 griffins grigoryan grimlock grimreap grinch grinders gringo grizzley grizzlie grizzly
grizzly1 gromit groove groovy groucho groucho1 groundho groupd2013 grumpy gryphon gsewfmck gsgba368 gsxr1000 gsxr1100
gtfullam gthtcnhjqrf gthtrhtcnjr gtkmvtyb gtkmvtym gtnhjczy gtnhjdbx gtnhjdyf gtnhjpfdjlcr gtogto43 gtxtymrf guadalup
guardian guatemal guderian guesswho guildwars guilherme guillaum guillerm guiness guinness guinness1 guitar guitar01
guitar11 guitar12 guitar69 guitarma guitarman guitarra guitars gulfstre gulliver gunblade gundam gundam00 gungadin
gunnar gunner gunners gunners1 gunsling gunslinger gunsmith gunsmoke gunther1 gustav gustavo1 gutentag gutierre
guybrush guyver gwendoli gxlmxbewym gy3yt2rgls gymnast gymnast1 gymnastic gznybwf13 h200svrm h397pnvr h9iymxmc
habanero habibi hacked hackedit hacker hagakure haggis haileris hairball hakkinen halflife halflife2 halfmoon halfpint
halifax hallo123 hallowboy hallowee haloreach hambone hambone1 hamburg hamburg1 hamburge hamish hamlet hammarby hammer
hammer01 hammer11 hammer12 hammer22 hammer69 hammer99 hammerhe hammers hammers1 hammertime hampster hamradio hamster
hamster1 handbags handball handcuff handsoff handyman hankster hannah hannah01 hannah11 hannah12 hannah22 hannelor
hannibal hannover hansolo hansolo1 hanswurst happines happy100 happy123 happyboy happyday happydays happydog happyface
happyguy happyhap happyjoy happylife happyman happyness happyone happytim harakiri hardball hardbody hardc0re hardcock
hardcor1 hardcore hardcore1 harddick harddriv hardhead hardline hardon hardone hardpack hardrock hardtail hardtime
hardtoon hardwareid hardwood hardwork harlem harlequi harley harley01 harley03 harley11 harley12 harley13 harley20
harley69 harley88 harley99 harmony1 harrison1 harry123 harrydog harrypot harrypotter harsingh hartland harvest
hatebree hatelove hatesyou hatteras hattrick haustool havana havefun havefun1 hawaii hawaii50 hawaiian hawaiiguy
hawkdog79 hawkeye hawkeye1 hawkeyes hawkmoon hawkwind hawkwood hawthorn hayabusa hayastan hazelnut hd764nw5d7e1vb1
headcase headhunt headless headroom headshot heartbre hearts heat7777 heater heather1 heather2 heather4 heather6
heather7 heather9 heathers heathrow heatwave heaven heavymet heavymetal heckfy heckfyxbr hedgehog hedimaptfcor
hedj2n4q hedonism hedonist heimdall heineken heinlein hejmeddig hejsan helicopt hellbent hellbound hellboy hellfire
hellgate hellhoun hello101 hello123 hello1234 helloall hellohel hellokit hellokitty helloman hellomoto helloo hellos
hellothe hellothere helloween helloworld helloyou hellrais hellraiser hellsing hellspaw hellspawn hellyeah helmet
helmut helpdesk helper helpme hemicuda hemingwa hemmelig henderso hendrix hendrix1 henriett henrique henry123 hentai
herbert1 herbie hercules herewego herkules hermes hermione hernande herpderp hershey hershey1 hesoyam hesoyam1
hesoyam123 hetfield hewlett heynow heythere hfcgbplzq hfcnfvfy hfgcjlbz hfpldfnhb hhhhhhh1 hiawatha hibernia hibiscus
hidden higgins1 highball highbury highfive highheel highjump highland highlander highlife highspee hightech hightime
highway1 highwind hihje863 hijodeputa hilfiger hillary1 hillbill hillcres hillside hiphop hippie hiroyuki history1
hitachi hithere hithere1 hitler hitman hitman47 hjccbz hjcnbckfd hjlbntkb hjvfirf hjvfyjdf hjvfynbrf hkger286 hobbes
hobbes12 hobbit hobiecat hockey hockey10 hockey11 hockey12 hockey123 hockey13 hockey14 hockey19 hockey21 hockey22
hockey33 hockey69 hockey99 hoddling hogwarts hokies holeinon holeshot holiday holiday1 holland1 holliste hollister1
holly123 hollydog hollywoo hollywood1 holycow holycrap holymoly holyshit homebase homeboy homebrew homedepo homefree
homegrow homemade homepage homer123 homerj homerjay homers homersim homerun homerun1 homewood homeworld honda123
honda200 honda250 honda450 hondacar hondacbr hondaciv hondacivic hondacrv hondacrx hondaman hondas hondas2000 hondavfr
honey123 honeybea honeybear honeybee honeybun honeydew honeydog honeypie honeypot hongkong honolulu hookedup hookem
hooker hookup hooligan hoopstar hoopster hoosier hoosier1 hoosiers hooter hooters hooters1 hooters6 hootie hopalong
hopeful hopeful1 hopefull hopkins1 horizon horizon1 hornball horndog horndog1 horndogg hornet hornets hornets1 horney
horny123 hornyboy hornydog hornyguy hornyman hornyone horseman horsemen horses horsesho hosehead hot2trot hotbabes
hotbitch hotbox hotboy hotchick hotchkis hotdog hotdog12 hotgirls hotlanta hotone hotpants hotpussy hotred hotrod
hotsauce hotsex hotsex69 hotshot hotshot1 hotspurs hotstuff hottie hotties hotwater hotwheel hotwheels hounddog
house123 housebed housecat housepen housewife housewifes houston1 hovepark hoyasaxa hpmrbm41 hrothgar hrvatska
hshfd4n279 htcnjhfy htubcnhfwbz hubbahub hubertus hugecock hugedick hugetits hugoboss hulkster hullcity hummer
hummerh2 hungwell hunnybun hunt0802 hunt4red hunter hunter01 hunter11 hunter12 hunter123 hunter22 hunter69 hunter99
hunting hunting1 huntress hurrican husker huskerdu huskers huskers1 huskies huskies1 hustler hustler1 hvidovre
hxp4life hxxrvwcy hydepark hyperion hyperlit hypnodanny hzze929b iaapptfcor iambigal iamgod iamgreat iamhappy iamhorny
iampurehaha2 iamthema iamtheman iamtheone ibanez ibelieve ibill123 ibilljpf ibilltes icam4usb icandoit iceberg
icecream icecube1 icehouse iceman iceman11 iceman44 iceman69 icequeen icewater iddqdiddqd iddqdidkfa idinahui idlewild
idontcare idontkno idontknow idunno ifoptfcor iforget iforgot iforgot1 iforgotit ifufkbyf ignatius igor1234 igor1994
igromania iguana ihateyou ihateyou1 iiiiiii1 ijrjkfl ijrjkflrf ikilz083 ikmvw103 ilikepie ilikeporn ilikepussy
ilikesex ilikeyou illini illmatic illumina illuminati illusion iloveamy iloveass iloveboobies ilovecock ilovedick
ilovegirls ilovegod iloveher ilovehim ilovejen ilovejes ilovejesus ilovekim ilovelife iloveluc ilovelucy ilovemar
iloveme iloveme1 iloveme2 ilovemom ilovemusic ilovemyfamily ilovemylife ilovemyself ilovepor iloveporn ilovepus
ilovepussy ilovesex ilovetit ilovetits iloveu iloveyo iloveyou iloveyou! iloveyou1 iloveyou11 iloveyou12 iloveyou123
iloveyou2 iluvporn iluvtits ilya1234 ilya1992 imaccess imagine1 imaloser imation imissyou imladris immortal impala
impalass imperator imperium implants importan impossib impreza imtheman inandout incognit incognito incubus incubus1
indahous indahouse independ india123 indiana indiana1 indiana7 indianali indianer indians indians1 indigo indonesi
inferno inferno1 infiniti infinity inflames informat infotech ingenier ingersol ingodwetrust ingram01 inkognito insane
insert insertion insertions insomnia inspecto inspiron install installdevic installsqlst installutil insuranc integra
integra1 integrit intelinside interacial intercourse intermilan internat internet internet1 intersta intheass intheend
intranet intrepid intruder inuyasha invalidp invernes invictus invisibl iomega ipswich ipswich1 iqzzt580 iraffert
ireland1 irina123 irina1991 irinka irish123 irishka irishman ironbird ironchef ironcity irondesk irondoor ironfish
ironfist ironhead ironhors ironhorse ironlung ironmaid ironmaiden ironman ironman1 ironman2 ironmike ironpony ironroad
ironside ironsink irontree is3yeusc is_a_bot isabella1 isacs155 iscool iseedeadpeople isengard ishikawa iskander
islander istanbul isthebes istheman italia italian1 italiano itdxtyrj itsasecret ivan1985 ivan2010 ivanov ivanova
iverson iverson3 iwantsex iwantu iwantyou izabella j0nathan j1234567 j3qq4h7h2v jabberwo jabroni jabroni1 jack1234
jack2000 jack5225 jackal jackaroo jackass jackass1 jackdani jackdaniels jackfros jackfrost jackhamm jackie01 jackie69
jackiech jackmeof jackoff jackoff1 jackpot jackpot1 jackryan jackson1 jackson2 jackson5 jackson6 jackson9 jackster
jacob123 jacqueli jadakiss jagger jaguar jaguars jaguarxj jahbless jailbait jailbird jaimatadi jake1234 jake5253
jakester jakeyboy jalal123 jalapeno jamaica jamaica1 james007 james123 jamesbon jamesbond jamesbond007 jamesdea
jameson1 jamess jamie123 jamielee jammer jammin jansport january1 january2 japanees jaredleto jarhead jarhead1 jasmine
jasmine1 jasmine123 jasmine2 jasmine3 jasmine5 jasmine7 jasmine9 jason123 jasper jasper12 javabean jawbreak jaybird
jayden jaydog472 jayhawk jayhawk1 jayhawks jaysoncj jazz1234 jazzbass jazzman jazzman1 jbond007 jeanmarc jeanpaul
jediknig jediknight jedimast jedimaster jeepster jeff1234 jefferso jeffery1 jeffhardy jeffrey1 jeffrey4 jellybea
jellybean jellyfis jemoeder jenna123 jennife jennife1 jennifer1 jenny123 jericho jericho1 jerkoff jerkyboy jeronimo
jerrylee jerusale jesse123 jessejames jessic jessica0 jessica1 jessica2 jessica3 jessica6 jessica7 jessica8 jessicam
jessicas jester jesucrist jesus123 jesus4me jesus777 jesuschr jesuschris jesuschrist jesusgod jesusis1 jesusislord
jesussaves jetbalance jetblack jethro jetski jewels jezebel jg3h4hfn jgthfnjh jgtxzbhr jhnjgtl12 jhrl0821 jigei743ks
jiggaman jillian1 jimandanne jimbo123 jimbob jimdavis jimmy123 jimmyboy jimmyjam jimmypag jingle jitterbu jiujitsu
jjjjjjj1 jkbvgbflf jktxrf jktymrf jlbyjxrf jlbyjxtcndj jledfyxbr jlettier jnrhjqcz jo9k2jw2 jobsearc jockey jockstra
joeblack joebob joesakic joesmith johann johanna1 johannes john1234 johnatha johnboy johncena johndeer johndeere
johndoe johngalt johnmish johnny12 johnny69 johnny99 johnnybo johnpaul johnsmith johnson1 johnson2 johnson4 johnwayn
joker123 joker666 joker777 jokers jollymon jonathan1 jonnyboy jor23dan jordan jordan01 jordan10 jordan11 jordan12
jordan123 jordan18 jordan20 jordan22 jordan23 jordan45 jordan99 joselito joseluis joseph10 joseph11 joseph12 josephin
joshua01 joshua10 joshua11 joshua12 joshua19 joshua99 journey1 joxury8f joystick jrcfyf jrcfyjxrf jsbach jtuac3my
juancarlo juancarlos juanjose juanpabl jubilee juggalo juggalo1 juggerna juggernaut juiceman julemand julia123
julie123 julie456 julien jumper jumpman23 jumpshot junebug junebug1 jungfrau jungle junglist junior junior01 junior12
junior123 junior13 junior24 junkfood junkie junkmail junkyard jupiter jupiter1 jupiter2 jurassic just4fun just4you
justdoit justforf justforfun justice justice1 justice2 justin01 justin10 justin11 justin12 justin123 justinbiebe
justinbieber justine1 justlook justme justonce juventus juvis123 jvtuepip jxfhjdfirf jzf7qf2e k1234567 k123456789
k9dls02a kahuna kaitlynn kakaroto kakashka kaktus kalamazo kalambur kalender kalifornia kaligula kalimera kalina
kalinina kalleank kalleanka kallisti kamakazi kamakiri kamasutr kamasutra kamehame kamehameha kamelia2011 kamikadze
kamikaze kamikazi kamila kangaroo kanmax1994 kansas kappaman kappasig karachi karaganda karamelka karandash karate
kardinal kareltje karen123 karimova karina karishma karlmarx karlmasc karolina karolina1 karolinka kartoshka kashmir
kasparov kasper kasperok katana katarina katemoss katerina katerinka katharin kathryn1 katie123 katiebug katiedog
katmandu katrin katrina1 katya123 katyusha kawasaki kayaking kayla123 kazakova kazanova kazantip kbdthgekm kbnthfnehf
kbpfdtnf kcchiefs kcj9wx5n kcmfwesg kd189nlcih keeper keepout keith123 kekskek1 kelly001 kelly123 kellyann kemerovo
kenaidog kendall1 kennedy1 kenneth1 kenneth2 kennwort kenny123 kenshin kenshin1 kenshiro kensingt kenwood kenwood1
kenworth kerberos kernel kerouac kestrel ketamine kevin123 keyboard keylargo keystone keywest keywest1 kfcnjxrf
kfgjxrf kfhbcf kfnju842 kfvgjxrf kgvebmqy khongbiet kickass kickass1 kickbutt kicker kickflip kicksass kidrock kieran
kikimora kikiriki kilbosik killabee killbill killemal killemall killer killer00 killer01 killer11 killer12 killer123
killer13 killer23 killer66 killer666 killer69 killer77 killer99 killerbe killerbee killerman killers killians killjoy
killme killswit killzone kilroy kimber45 kimberle kimberly1 kimmie kindbuds king1234 kingdom1 kingfish kingfisher
kingkong kinglear kingpin kingpins kingrich kingshit kingsize kingston kinkysex kipper kirill kirill123 kirsten1
kirsty kissarmy kisses kissme kissmyas kissmyass kissthis kitkat kitten kittens kitty123 kittycat kittykat kittykit
kjkszpj kjrjvjnbd kki177hk kkkkkkk1 kl?benhavn klapaucius klaste klaster klaudia1 kleopatra klimenko klingon klingon1
klondike klootzak klubnika kluivert knickerless knickers knicks knight12 knight99 knights knights1 knockers knopfler
knopka knopo4ka knothead knowledg knuckles kobayash kobebryant kochamcie kochanie kodaira52 kodiak koetsu13 kohsamui
kokakola kokomo kolawole kolesnik kolia123 kolobok kolovrat komarova komodo komputer kondom25 konfetka konnichi
kononenko konoplya konovalov konstantin koolhaas kordell1 koroleva korova koshechka koshka kosmos kostya kotaku
koteczek kotenok koufax32 kourniko kovalenko kpydskcw kr9z40sy krakatoa krasavica krasnodar krasotka kravchenko
krishna kristall kristen1 kristie1 kristin1 kristina1 kristinka kristjan krokodil krolik krusty krypton krypton1
kryptoni ksenia ksusha ktnj2010 ktybyuhfl ktyjxrf kudos4ever kukareku kukuruza kukushka kuleshov kulikova kumar123
kungfu kurosaki kurosawa kurtcobain kurwamac kusanagi kvartira kwiatuszek kwiettie kzsfj874 l0swf9gx l58jkdjp!
l8g3bkde labrador labtec lachesis lacrimos lacrimosa lacrosse ladybird ladybug ladybug1 ladyffesta ladygaga ladygirl
ladylove ladyluck laetitia lafayett laguna lagwagon lainth88 lakeland lakers lakers08 lakers12 lakers24 lakers32
lakers34 lakeshow lakeside laketaho lakewood lakota lalakers lalaland lambchop lambda lambert1 lamborghini lamborgini
lambrett lancaste lancelot lancer landrove landrover landscap lansing lantern lanzarot lapdance lapochka laptop
laputaxx laracrof laracroft larionov larisa larkspur larousse larry123 larrybir laser123 laserjet lasombra lassie
lastochka lasttime lasvega lasvegas latching latenite lateralu lateralus latinas latino laura123 lauren12 laurent
lavalamp lawncare lawnmowe lawntrax lazarus lazyacres lbfyjxrf lbhtrnjh lbpfqyth lbvekmrf leadfoot leapfrog leather
leather1 leavemealone lebedeva lebowski lebron23 ledzep ledzeppe ledzeppelin leedsuni leedsutd left4dead left4dead2
lefthand legacy legalize legend legends1 legion legioner leglover legoland legolas legolas1 leiceste lekbyxxx lekker
lemmein lemmings lemonade len2ski1 lena1982 lena2010 lennon lenochka leonard1 leonardo1 leonid leonidas leopard
leopold lerochka lesbian lesbian1 lesbians lespaul lespaul1 lestat letitrid letmei letmein letmein0 letmein1 letmein2
letmein22 letmein3 letmein4 letmein5 letmein6 letmein7 letmein9 letmeinn letmeinnow letmeino letmesee leto2010
letsdoit letsfuck letsgo letsplay letterma levelone leviatha leviathan lewie622 lexingky lexingto lexmark lexmark1
lexus300 lfiekmrf lfitymrf lfplhfgthvf lfybbk lg2wmgvr lhbjkjubz2957704 libertad libertin liberty liberty1 liberty2
liberty7 lichking licker licking lickit lickme lickme69 lickpussy licorice liebherr liebling lifeguar lifehack
lifeisgood lifestyl lifesuck lifesucks lightbul lighter lightfoo lighthou lightman lightnin lightning lights lightsab
lightsaber lightspe likemike likesdick likewhoa lilcrowe lildevil lillian1 lilwayne limabean limaperu limewire
limpbizk limpbizkit limpdick lincoln1 lincoln2 lincoln7 linda123 lindalou lindros lindros8 lindsay1 lindsey1 lineage
lineage2 linkinpark lionhear lionheart lionking lionsden liquid lisa1234 lisamari lisichka listopad litebeer litespee
lithium lithium1 littlebear littlebi littlebit littlebitch littlebo littledo littlefuck littlegi littlegirl littleguy
littlejo littlema littleman littleminge littleon littleone littlewhore liudmila liveevil livefree livelife liverp00l
liverpoo liverpool liverpool1 liverpoolfc liverune livestrong livewire liza2000 liza2009 lizard lizaveta lizottes
ljb4dt7n ljxtymrf lkjhgfdsaz lkjhgfdsazx llabesab llebpmac lllllll1 lllooottt lobster lobster1 lochness lockdown
lockedup lockerroom locksley locksmit locoman0 locutus1 logan123 logcabin logging7 loginova logistic logitech
logitech1 loglatin lohotron loislane lokomoti lokomotiv lol123123 lol12345 lol123456 lolipop lolkin09 lollipop lollol
lollol12 lollol123 lollypop lololyo123 lommerse lomonosov london london01 london11 london12 london123 london20
london22 london99 lonesome lonestar lonewolf longball longbeac longbeach longboar longboard longbow longdick longdong
longhair longhorn longhorns longjohn longjump longlegs longlife longshot longtong longview longwood lonsdale lookatme
looker looking1 looking4 lookout loosee123 looser lopas123 loploprock lopotok01 loranthos lordsoth loredana lorenzo1
losangel losangeles losbravo losenord loser123 losers losfix16 lost4815162342 lostboys lostlove lostsoul lotrfotr34
lotus123 louis123 louisian love1234 love2000 love2010 love2011 love4eve love4ever love4you love5683 loveable lovebaby
lovebird loveboat lovebug lovebugs lovecock lovecraf lovedick lovefeet loveforever lovegame lovegirl lovehate lovehina
lovehurt lovehurts loveislife loveit lovejone lovelife loveline lovely loveme loveme89 loveporn lovepuss lovepussy
lover123 loverboy lovergir lovergirl loverman lovers lovesex lovesexy lovesong lovespor lovesporn lovestory lovesuck
lovesyou lovethem lovetits loveya loveyou loveyou1 loveyou2 lovezp1314 lowrider lp2568cskt lsdlsd12 lsia9dnb9y
lsutiger ltcnhjth lthgfhjkm ltybcjdf ltybcrf luansantana lubimaya lucas123 lucidity lucifer lucifer1 lucifer666
lucky123 lucky777 luckyboy luckycat luckycharm luckydog luckyman luckyone luckystr lucozade ludacris ludmila ludmilla
lukas123 lumber lunchbox luojianhua luscious lutscher luv2epus luv2fuck luvbekki luvpussy lvbnhbq lvbnhbq1 lvbnhbtdf
lvjdp383 lysander lytghjgtnhjdcr lyudmila lzbs2twz lzhan16889 lzlzdfcz m1234567 m123456789 m1garand m6cjy69u35
m7hsqstm m_roesel ma123123123 maasikas macanudo macarena macaroni macbeth macdaddy macdonal macgyver machine machine1
machoman macintos macintosh mackdadd mackdaddy mackenzi macman macross macross1 macross7 macsan26 madagaskar madala11
madalena madalina madarchod madcat maddie maddison maddmaxx maddog maddog01 maddog69 madelein madhatte madhatter
madhouse madina madinina madison madison0 madison1 madison2 madison3 madison9 madman madmax madmax11 madness madness1
madonna madonna1 maestro maestro1 magelan magellan maggie maggie11 maggie12 maggiema maggot magic123 magical1
magical123 magichat magician magick magicman magicone magister magnavox magnet magneto magnum magnus magpie magpies
magpies1 magritte mahalkit mahalkita maiden mailcreated5240 mailman mailman1 mainstre maiyeuem majestic majinbuu
majortom makarenko makarova makaveli makeitso makeksa11 makelove makemone makemoney makenzie maks2010 maks5843 maksim
maksimka maksimus malachi malaka malamute malcolm1 malcolmx malibu malice malina malinois malishka mallard mallard1
mallards mallorca mallrats malyshka mama1234 mama12345 mama1961 mama1963 mama1964 mama1970 mama2010 mamabear mamacita
mamaliga mamamia mamapapa mamasboy mamasita mamatata mamma123 mammamia mammoth1 mamochka manageme manager1 manchest
mancheste manchester manchester1 manchild mancity mancity1 mandarin mandarinka mandingo mandolin mandragora mandrake
mandreki mandy123 manfred mangust6403 manhatta maniac mankind mankind1 mannheim manning1 manning18 manolito manolo
manowar mansfiel mansikka manson manstein mantaray mantis manunite manunited manutd manwhore mapet123456 maplelea
mapleleafs maprchem56458 maradona marajade marakesh maranell maranello marathon marauder marbella marcelin marcelit
marcello marchenko marcius2 marco123 marcopol marcopolo marcus12 mardigra margaret1 margarit margosha maria123
mariachi mariajos mariana1 marie123 marigold marihuana marijuan marijuana marika marilena marillio marillion marilyn1
marina marina123 marine marine21 mariner1 mariners marines marines1 marino marino13 mario123 mariposa marishka
marissa1 mariupol marius mariya mark1234 mark3434 marker marketin markhegarty markie markiz marlboro marlboro1 marley
marley12 marlins1 marmalad marmaris marmelad marquise married1 marryher marseill marseille marshal1 martesana martin01
martin11 martin12 martina1 martinet martini martini1 martusia maryann1 maryjane marykate masahiro masamune maserati
mash4077 masha123 masha1998 mashamasha mashenka mashoutq masiania mason123 massimiliano massive massive1 master
master00 master01 master10 master11 master12 master123 master13 master21 master22 master23 master55 master69 master77
master99 masterb8 masterba masterbaiting masterbate masterbating masterca mastercard masterch masterchief masterkey
masterlo masterma mastermi mastermind masterof masters1 masturba masturbation masyanya matador matahari matchbox
matchbox20 matematica matematika matilda1 matrix matrix01 matrix12 matrix123 matrix13 matrix19 matrix69 matrix99
matrixxx matt1234 matteo matthe matthew0 matthew1 matthew2 matthew3 matthew4 matthew5 matthew6 matthew7 matthew8
matthew9 matthewd matthias matthieu mattingl mattylad10 matulino mature matveeva maulwurf maureen1 maurice1 maurizio
maurolarastefy maveric maverick maverick1 mavericks max33484 maxell maxim1935 maxima maxime maximili maximilian
maximus maximus1 maximus2 maxmotives maxpayne maxpower maxthedo maxwell maxwell1 maxwell2 maxwell7 maxxxx mayday
mayflowe mayhem maynard1 mazafaka mazahaka mazda323 mazda626 mazdamx5 mazdarx7 mazdarx8 mazinger mbkugegs mccool24
mcdonalds mclaren mclaren1 mclarenf1 mdmaiwa3 mdmgatew meandyou meatball meathead meatloaf mechanic medical1 medicina
medion meditate medusa medved medvedev medvedeva megabyte megadeth megaman megaman1 megamanx megan123 megane megapass
megapolis megastar megatron meister meister1 melanie1 melanie2 melbourn melinda1 melissa1 melissa2 melissa3 melissa6
melissa7 mellon mellow melnikova memorex memphis memphis1 memyself menace mentor meowmeow mephisto mercator mercede1
mercedes mercedes1 mercenar mercury mercury1 mercury2 mercury7 mercutio merengue meridian merlin merlin01 merlin11
merlin12 merlin21 merlin69 merlin99 merlot mermaid mermaid1 mermaids merrill1 mersedes mesohorny mesquite messenge
messiah messiah1 metal123 metal666 metalgea metalgear metalhead metalica metallic metallica metallica1 metalman
metatron methodma methodman metro2033 metropol mets1986 mevefalkcakk mexicali mexican1 mexicano mexico miami305
miatamx5 michae michael0 michael1 michael12 michael123 michael2 michael3 michael4 michael5 michael6 michael7 michael8
michael9 michaelb michaelc michaeld michaelj michaeljackson michaell michaelm michele1 michelin michell1 michelle1
michelob michigan mick7278 mickey mickey01 mickey11 mickey12 mickey22 mickey69 mickeymo mickeymouse microlab microlab1
micron microphone microsof microsoft microwav middleto midget midiland midnight midnight1 midnite midway mighty
mightymo miguelit mihail mike1234 mike12345 mike1969 mike2000 mikehunt mikejone mikey123 milamber milana milano
milashka milehigh milena milenium milfhunter milhouse milkbone milkmaid milkman milkman1 milkshak milkyway millenia
milleniu millenium millenni miller01 miller12 miller31 millerli millerlite millerti millertime million1 milliona
millwall milwauke mimi92139 mindgame mine2306 minecraft minecraft123 mineonly mingus minhasenha miniclip minicoop
minicooper minidisc minime minimoni miniskir minnesot minnesota_hp minnette minotaur minotavr minouche minstrel
miracle1 mirage miranda1 mironova miroslav miroslava miruvor79 mischief misfit misfit99 misfits misfits1 misha1111
misha123 mishanya mishka mishmash mishutka misiaczek mission1 mississi misskitt misskitty missy123 mister misterio
misterme mistral1 mistress misty123 mistydog mithrand mitsubis mittens mittens1 miyvarxar mizredhe mjollnir mko09ijn
mmmmmmm1 mnbvcxz mnbvcxz1 mobbdeep mobydick modelsne modena moderato mojojojo molly123 mollycat mollydog mollymoo
moloko molson mom4u4mm momanddad mommy123 momoney momoney1 momsanaladventure monaco monalisa monaliza monamour monarch
monday monday12 mondeo money100 money111 money123 money1234 money4me money777 moneybag moneymak moneymaker moneyman
moneymon moneys mongoose monica01 monica12 monica69 monique1 monitor monitor1 monitor2 monkey monkey00 monkey01
monkey10 monkey11 monkey12 monkey123 monkey13 monkey14 monkey20 monkey21 monkey22 monkey23 monkey24 monkey66 monkey69
monkey77 monkey99 monkeybo monkeyboy monkeybu monkeybutt monkeyma monkeyman monkeys monkeys1 monkfish monolith
mononoke monopoli monopoly monster monster1 monster2 monster7 monster9 montagne montana montana1 montblanc montecar
montecarlo montella monterey monterre montgom240 montgome montreal montrose monty123 moocow mookie mookie12 moom4242
moom4261 moomoo moonbeam moondog moondog1 moonglow moonligh moonlight moonlite moonrake moonshin moonshine moonshot
moonstafa moonstar moonunit moonwalk moose123 moosehea moosejaw mooseman mopar440 moparman mordor morebeer moremone
moremoney morgaine morgan01 morgan12 morganstanley moritz morkovka morozova morpheus morphius morrigan morrisse
morrowin morrowind mortalkombat mortgage morticia mortimer moscow mosias98 moskva mossberg mossyoak mostwanted
motdepas motdepass motdepasse mother mother12 motherfu motherfuck motherlode motocros motocross motoguzz motorbik
motorbike motorcyc motorhea motorhead motorman motorola motorolla motorrad mounta1n mountai1 mountain mouse123
mouseman mousepad moviebuf movieman movies23 mowerman mozart mpetroff mrblonde mrbrownx mrbrownxx mrbungle msconfig
msorcloledbr msouthwa mtwapa1a muaythai muchacha mudhoney mudshark mudslide mudvayne muenchen muffdive muffdiver
muffin muffin11 muffin12 muffinman mulberry mulder muledeer mullet multimed multipas multiplelo multiplelog multiscan
multisyn multisync munchkin munson15 muppet murciela murcielago murmansk murphy01 murphy11 murphydo murzik murzilka
musashi muscle muscles muselman mushroom music101 music123 musica musical1 musiclover musicman mustafa mustaine
mustang mustang0 mustang1 mustang2 mustang3 mustang4 mustang5 mustang6 mustang67 mustang69 mustang7 mustang8 mustang9
mustangg mustanggt mustangs mustard mustard1 mvtnr765 mwq6qlzo mxaigtg5 mxyzptlk my2girls my3girls mybaby mydick
myfamily myfriend mygirl mykids mylife mylove mymoney1 mymother myname mynameis mynewbots mynewpas mypass mypasswo
mypassword mysecret myspace1 mysterio mystery1 mystic mystikal myxworld myxworld4 n7td4bjl n8skfswa nadezhda nallepuh
namaste nancy123 nanook nanotech nantucke napass napolean napoli napster napster1 narkoman naruto naruto12 naruto123
nascar nascar03 nascar20 nascar24 nascar88 nascar99 nashvill nastenka nastya nastya123 nastya1995 nastya1996
nastya2010 nastyboy nastyman nata1980 natali natalia1 natalie1 natalie2 nataliya natas666 natascha natasha natasha1
natasha123 natasha2 natashka natedawg natedogg nathalia nathan01 nathan12 nathanie natural1 naturals naturist naughty
naughty1 naughtyboy naumenko nausicaa nautica1 nautilus nautique navigato navigator navyblue navyseal nazarenko
nazareth nazarova nazgul nbuhtyjr nbvjatq ncc1701a ncc1701d ncc1701e ncc74656 nccpl25282 ndshnx4s nebraska necroman
necromancer nectarin nederland nedkelly need4speed needajob needforspeed needsome nefertit nefertiti nemesis nemesis1
nemesis2 nemezida nemiroff nemrac58 nemvxyheqdd5oqxyxyzi neophyte nepenthe nephilim neptune neptune1 nesterov
nesterova netnwlnk netscape netvideo netware1 network1 network2 networkingpe netzwerk neuspeed neutrino nevada
neveraga neveragain neverdie nevergiveup neverland neverman nevermin nevermind nevermor nevermore neverwinter newbie
newblood newburgh newcastl newdelhi newhaven newjerse newjersey newlife newlife1 newlife2 newmedia newmexic newmexico
newmoney neworder neworlea neworleans newpass newpass1 newpass3 newpass6 newpassw newpassword newpoint newport
newport1 newports newproject2004 newshoes newspape newstart newstyle newworld newyork newyork1 newyork2 newyorke
newzeala newzealand nextdoor nextel nezabudka nfkbcvfy nfnmzyf nfnmzyrf nfvthkfy nfytxrf nhecsyfujkjdt nhfdvfnjkju123
nhfkbdfkb nhfrnjhbcn nhfycajhvths niceass nicegirl niceguy nicerack nicetits nicholas1 nick1234 nickel nicklaus
nicksfun nicola nicolas1 nicolas2 nicole01 nicole11 nicole12 nicole123 nicole18 nicole23 nicolett nietzsch nigger
nigger123 nightcrawler nightfal nighthaw nighthawk nightime nightman nightmar nightowl nightshade nightwin nightwing
nightwis nightwish nightwolf nihao123 nike1234 nikita nikita123 nikita1998 nikita2000 nikita95 nikita99 nikitina
nikitos nikki123 nikola nikolaev nikolaeva nikolaevna nikolai nikolaus nikolay nikolay9 nilknarf nimbus nimrod
nineball nineinch niners ninja123 ninjaman ninjas ninjutsu nintendo nintendo1 nintendo64 nipper nipple nipples
nipples1 nirvana nirvana1 nirvana9 nissan nissan350z nitehawk nitemare nitram njdevils nji90okm nnmaster nnnnnnn1
noaccess nochance nocturne nofear nohack04 noisette nokia123 nokia2700 nokia3110 nokia3230 nokia3250 nokia3310
nokia5130 nokia5200 nokia5228 nokia5230 nokia5300 nokia5310 nokia5320 nokia5530 nokia5610 nokia5800 nokia6120
nokia6131 nokia6230 nokia6230i nokia6233 nokia6300 nokia6303 nokia6500 nokia6630 nokia7070 nokia7610 nokia8800
nokiadermo nokiae51 nokian70 nokian73 nokian95 nolimit nolimit5 nolimit8 nolimit9 nolimits nomore noname noname123
noncapa0 nondriversig nonmembe nonrev67 noodle noodles noodles1 nookie nopasaran nopass nopasswo nopassword normandy
norseman northsta northstar northwes norwegen norwich nosaints nosferat nosferatu nosredna nostromo not4u2no notagain
note1234 notebook nothanks nothing0 nothing1 notoriou notredam notredame nottingh nottoday notused notyours nounours
novartis novastar novell novembre novifarm novikova nowayman nowayout nowwowtg nthvbyfnjh ntktajy ntktdbpjh ntktgepbr
nuaddn9561 nudegirl nudelamb nudist nugget nuggets nuggets1 number20 numberon numbnuts nursultan nutmeg nuttertools
nwo4life nygiants nyjets nyknicks nylons nymets nyranger nyyankee nyyankees o4izdmxu oakland oakland1 oakridge oatmeal
obelix oberon obiwan oblivion obsessio obsidian obvious1 oc247ngucz oceans oceans11 octavian october1 october2
october3 october6 october7 october8 octopuss oddworld odgez8j3 odinthor odt4p6sv8 odysseus ofclr278 ofcourse offsprin
ohiostat ohiostate ohshit ohyeah oilers ojp123456 oksana oktober7 olcrackmaster oldman oldpussy oldschoo oldschool
oldskool oldsmobi oldsmobile oldspice oldtimer oleander oleg1994 oleg1995 oleg1996 olegnaruto olemiss1 olesya olga1976
oliveoil oliver olivetti olivier olivier1 ololo123 olympus omega123 omegaman omegared omgkremidia omgwtfbbq omnislash
omsairam onelove onelove1 onepiece onetime onetwo onetwo12 onetwo34 onetwothree online onlyme onlyone1 onlyone4
ontheoutside ontheroc ontherocks ooicu812 oooooo99 ooooooo1 opelagila opelastra open1234 opendoor opensesa opensesame
openup openwide operatio operator opopop11 optimist optimus optimus1 optiplex optiquest oqglh565 oracle orange
orange01 orange10 orange11 orange12 orange22 orange44 orange77 orange88 orange99 oranges oranges1 orchid orenburg
orgasm orgasmic orient oriflame orioles orioles1 orion123 orlando1 orochimaru oscar123 oscardog osiris othello
otherside ou812345 ou8124me ousooner outkast outlaw outside1 outsider overdriv overkill overlord ow8jtcs8t ownage123
oxford oxymoron ozlq6qwm ozzmosis p0015123 p030710p$e4o p0o9i8u7 p0o9i8u7y6 p1234567 p2ssw0rd p3nnywiz p455w0rd
p4ssw0rd p4ssword p@ssw0rd pa$$w0rd pa55w0rd pa55word pablo123 pacers pachanga pacific1 pacifica packard packard1
packer packers packers1 packers2 packers4 pacman paddle padres paganini pagedown painkill painkiller paintbal
paintball paintball1 painter1 pakalolo pakistan pakistan1 palace22 paladin paladin1 paladine palantir palenque
palermo1 palladin pallmall palmeira palmeiras palmetto palmtree paloalto paloma palpatin panama panasoni panasonic
panasonik pancake1 panchito pancho panda123 pandabear pandemonium pandora pandora1 pandora2 pandoras pangolin panorama
pantera pantera1 pantera6 panther panther1 panther2 panther5 panther6 panther8 panther9 panthers panthers1 panties
panties1 panties2 pantyhos pantyhose pantyman panzer papabear papageno papamama paparoach papasmur papasmurf paperboy
papercli paperclip papercut paperino papichul papillon papito pappnase parabola parachut paradigm paradise paradoks
paradox paradoxx paraklast1974 parallax paramedi paramedic paramore paramoun paranoya parcells parfilev paris123
parker01 parker12 parkhead parkside parkview parlament parliame parol123 parol999 parola parolamea parolparol parrot
parrothe parsifal partagas partizan partner1 partridg partyboy partyman partytim pasadena pascal pasha123 pass1234
pass1wor pass1word passat passat99 passcode passfind passion passion1 passions passking passmast passmaster passme
passpage passport passssap passsword passthie passthief passw0rd passw0rd1 passward passwd passwerd passwor passwor1
password password! password0 password00 password01 password1 password10 password11 password12 password123 password1234
password13 password2 password21 password22 password23 password3 password4 password5 password6 password69 password7
password8 password9 password99 passwords passwordstandard passwort paswoord pasword pasword1 patagoni patatina
patch123 patches patches1 pathfind pathfinder patric patricio patrick0 patrick1 patrick2 patrick3 patrick5 patrick7
patrick8 patrick9 patriot patriot1 patriots patriots1 patrizia patrycja patterso paul1234 paula123 paulaner paulchen
paulie paulina1 paulinka pavement pavilion pavlenko pavlov pavlusha payton34 pazzword pchealth pdtplf pdtpljxrf
peace123 peaceout peaches peaches1 peaches2 peachfuz peachy peacock1 peanut peanut11 peanut12 peanutbutter peanuts
peanuts1 pearljam peartree pebble pebbles pebbles1 pecker pedigree pedro123 peekab00 peekaboo peepshow peewee peewee51
pegasus pegasus1 peggysue pelican pelican1 penchair pencil pendrago pendragon penelopa penetrating penetration
penfloor penguin penguin1 penguin8 penguins penhorse penis123 penmouse pennstat pennstate penny123 pennydog pennywis
pennywise pensacol pentable penthous pentium pentium1 pentium2 pentium3 pentium4 pepito pepper pepper01 pepper11
pepper12 pepper123 pepper14 pepper76 pepsi123 pepsicol pepsicola pepsiman pepsimax pepsione peregrin peresvet perfect1
perfecto performa pericles pernille persepho pershing persik persona1 pertinant pervasive pervert pervert1 pescator
peter123 peterbil peterbilt peterburg peternor peternorth peterose peterpan petrov petrova petrovich petrovna petticoa
peugeot peugeot406 peyton18 pfchfytw pfhfnecnhf pfqxjyjr pfqxtyjr pgszt6md phaedrus phantasm phantasy phantom phantom1
phantom2 phantom3 phantom7 phantoms pharmacy phatfarm pheasant phenmarr pheonix pheonix1 phezc419hv phialpha philbert
philippe philips philips1 phillesh phillies phillip1 philly philmont phish123 phish420 phishing phoeni phoenix
phoenix0 phoenix1 phoenix2 phoenix3 phoenix5 phoenix7 phoenix8 phoenix9 phoneman photogra photoman photos photosho
photowiz phydeaux pi314159 pianoman piazza31 picard picasso picasso1 piccolo piccolo1 pickle pickles pickles1 pickup
pickwick pictuers picture1 picturs piehonkii piercing pigeon piglet pikachu pikachu1 piligrim pillow pilot123 pilsbury
pimpdadd pimpdaddy pimpdady pimphard pimpin pimpin69 pimpjuic pimpjuice pimpshit pimpster pinarell pinball pineappl
pineapple pineapple1 pinecone pinetree pinewood pinggolf pingpong pinguino pingzing pinhead pinkerto pinkfloy
pinkfloyd pinkpant pinkpuss pinkpussy pinky123 pinnacle pinoyako pioneer pioneer1 pipeline pipeutvj pippen pippen33
piramida piramide pirate pirates pirates1 pirrello pisces pissing pissoff pissword pistache pistol pistons pistons1
pitbull pitbull1 pitbulls pitcher1 pitchers pittbull pittsbur pixies pizdec pizza123 pizzaboy pizzahut pizzaman
pizzapie pizzas pjcgujrat pjflkork placebo planet plankton plasma plastic plastic1 plastics plat1num platinum platypus
play2win playball playboy playboy1 playboy2 playboy6 playboys player player69 playgirl playgolf playgrou playhard
playmate playstat playstation playstation2 playstation3 playtime pleaseme plhy6hql plokijuh plumber plumber1 plymouth
pmdmscts pmdmsctsk pmtgjnbl pobeda pointman poison poiu0987 poiu1234 poiulkjh poiuyt poiuytrewq pokemon pokemon00
pokemon1 pokemon12 pokemon123 pokemon2 pokemons poker123 pokerface pokerman pokesmot polarbea polarbear polaris
polaris1 polaroid police police22 policema polina polkadot polkaudi polkaudio polly123 polniypizdec0211
polniypizdec110211 polo1234 polopolo09 polska pompey pon32029 poncho pondscum pontiac pontiac1 poochie poochie1 poodle
poohbear poohbear1 pookie pookie11 pookster pool6123 poontang pooper poopface poophead poopie poopoo poopypan pooter
popcorn popcorn1 popeye popova popper poppy123 poppydog poptarts porkchop porkypig porn1234 porn4life pornclub
pornking pornlove pornlover porno123 pornogra pornografia pornographic pornoman pornos pornosta pornostar pornpass
pornsite pornstar porol777 porosenok porpoise porsche porsche1 porsche2 porsche9 porsche911 porsches portishead
portland portsmou portugal portvale poseidon positano positivo possum postal postbank postman postov10 postov1000
potapova potato pothead potsmoke poulette pourquoi powder power123 power666 powerade powerboo powerhou powermac
powerman powerpla powerstr ppppppp1 ppspankp pqnr67w5 pr1ncess prashant preacher preciosa precious precious1 precisio
predator prelude prelude1 prelude9 premier1 premium premiumcash presario presiden prestigio presto preston1 pretende
prettybo prettyboy prettygirl pridurok primaver primavera primetim primetime21 primrose primus prince prince11
prince12 princes princesa princesit princess princess1 princessa princesse princeto principa principe pringles printer
printer1 priscill prisonbreak prissy private private1 private5 privet privet123 priyanka problemas process1 prodigy
prodigy1 producti profesor professo proghouse programm project1 prokuror promethe promopas prophet prophet1 prospero
prostock prostreet protools prototyp protozoa proverbs providen providian provista prowler prozac prufrock ps253535
psw333333 psychnau psychnaut1 psycho psycholo psylocke ptfe3xxp ptybnxtvgbjy puddin pudding pudding1 puertori
puertorico puffdadd puffin pufunga7782 puissant pullings pulsar pumpkin pumpkin1 pumpkin2 pumpkins punisher punkin
punkrawk punkrock punksnotdead punter12 puppies puppydog pupsik puravida purdue pureevil purgator purple purple01
purple11 purple12 purple13 purple69 pushistik pussey pussie pussies pussy101 pussy123 pussy4me pussybitch pussyboy
pussycat pussyeat pussyeater pussyfuck pussygal pussykat pussylic pussylick pussylicker pussylip pussylov pussylover
pussyman pussys putamadre putangina putter pxx3eftp pyramid pyramid1 pyramid7 pyramide pyramids python q1234567
q12345678 q123456789 q1234567890 q123456q q1q2q3q4 q1q2q3q4q5 q1w2e3r4 q1w2e3r4t q1w2e3r4t5 q1w2e3r4t5y6
q1w2e3r4t5y6u7 q1w2e3r4t5y6u7i8 q1w2e3r4t5y6u7i8o9p0 q2w3e4r5 q8zo8wzq qawsed qawsed123 qawsedrf qawsedrftg
qawsedrftgyh qaz12345 qaz123456 qaz123wsx qaz123wsx456 qaz12wsx qaz1wsx2 qazedctgb qazqaz qazqaz123 qazsedcft qazwsx
qazwsx11 qazwsx12 qazwsx123 qazwsx1234 qazwsx12345 qazwsxed qazwsxedc qazwsxedc1 qazwsxedc12 qazwsxedc123 qazwsxedcrfv
qazwsxedcrfvtgb qazxcdew qazxcdews qazxcv qazxcvbn qazxcvbnm qazxsw qazxsw12 qazxsw123 qazxsw21 qazxswed qazxswedc
qazxswedc123 qazxswedcvfr qazzaq qcmfd454 qcxdw8ry qmezrxg4 qmpq39zr qpful542 qpwoeiruty qq123123 qq123456 qq123456789
qqqq1111 qqqqqqq1 qqqqwwww qqqwwweee qqwweerr quackers quagmire quality1 quant4307 quant4307s quantum quantum1
quaresma quartz quasar quattro quattro6 queenas8151 queenbee queens queequeg quicksan quicksil quicksilver quietkey
quiksilv quiksilver quincunx quintain quixotic quovadis qw123456 qw12er34 qwaszx qwaszx11 qwaszx12 qwaszx123 qwaszxedc
qwaszxerdfcv qwaszxqw qwe123456 qwe1234567 qwe123asd qwe123qwe qwe123rty qweasd qweasd12 qweasd123 qweasdqwe qweasdzx
qweasdzxc qweasdzxc1 qweasdzxc123 qwedcxzas qwedsa qwedsazxc qweqwe qweqwe12 qweqwe123 qwer1209 qwer1234 qwer12345
qwer4321 qwerasdf qwerasdfzxcv qwerfdsa qwert123 qwert1234 qwert12345 qwert54321 qwertasd qwertasdfg qwertasdfgzxcvb
qwertgfdsa qwerttrewq qwerty qwerty00 qwerty01 qwerty02 qwerty09 qwerty10 qwerty100 qwerty11 qwerty111 qwerty12
qwerty123 qwerty1234 qwerty12345 qwerty123456 qwerty123456789 qwerty13 qwerty2010 qwerty21 qwerty22 qwerty23 qwerty32
qwerty321 qwerty33 qwerty66 qwerty666 qwerty69 qwerty77 qwerty777 qwerty78 qwerty789 qwerty88 qwerty89 qwerty99
qwerty999 qwertyas qwertyasd qwertyasdfgh qwertyu qwertyu1 qwertyu123 qwertyu8 qwertyui qwertyuio qwertyuiop
qwertyuiop1 qwertyuiop10 qwertyuiop12 qwertyuiop123 qwertyuiop12345 qwertyytrewq qwertz qwertzui qwertzuiop qwerzxcv
qwest123 qzwxecrv r1234567 r2d2c3p0 r2d2c3po r3ady41t r3vi3wpass r4e3w2q1 rabbit rabbit66 rabbit69 rabota racecar
racecar02 racecar1 racecars racerx rachael1 rachel69 racing radagast radiance radiatio radical1 radio123 radiohea
radiohead radioman raffaele raffaello ragnarok raider raider12 raiders raiders1 raiders2 rainbow rainbow1 rainbow2
rainbow6 rainbow7 rainbows raindrop rainmake rainmaker rainman rainman1 raintree rainyday raistlin raleigh1 ralliart
rambler rambler1 rambo123 rammstei rammstein rammstein1 ramones rampage ramrod ramses ramstein ranchero rancid random
random123 ranger ranger01 ranger02 ranger11 ranger12 ranger21 ranger69 ranger75 ranger98 ranger99 rangerover rangers
rangers1 rangers2 rangers9 raptor raptor22 rapunzel rascal rasengan rasmus raspberr rasputin rasta220 rastafar
rastafari rastaman ratman rattlers rattlesn rattolo58 rattrace raven123 ravens rawiswar raymond1 razdvatri razorbac
rb26dett rbhbkk rctybz rdfhnbhf rdgpl3ds reader ready2go realdeal realgood realmadr realmadri realmadrid realtime
reanimator reaper rebbyt34 rebecca1 rebecca2 rebellio rebels reckless red12345 redalert redapple redbarch redbaron
redbeard redbird redbirds redbull redbull1 redcar27 redcloud redcross reddevil reddevils reddog reddrago reddragon
reddwarf redeemed redeemer redeye redfish redfish1 redfox redgreen redhat redhawks redhead redhead1 redheads redhorse
redhot redhouse redknapp redlands redlight redline redman redneck redneck1 redrider redriver redrobin redrocke redrose
redroses redrover redrum redryder redshift redshoes redskin redskin1 redskins redskins1 redsox redsox04 redsox11
redsox12 redsox19 redsox20 redsox24 redsox99 redstone redstorm redtruck redvette redwhite redwing redwing1 redwings
redwings1 redwood redwood1 reebok reefer refinnej reflex reggie31 reglisse rehjgfnrf rekbrjdf reload reloaded rembrand
remingto renault renegade renfield repmvbyf reptile repvtyrj repytwjd repytwjdf repytxbr rerehepf rereirf rerfhfxf
rerfhtre rescue residentevil resolute respublika restaura retard retired1 revelati revenant review69 reviewpa
reviewpass revival47 revoluti revolver rfcgthcrbq rfgbnjirf rfgecnfcerf rfgtkmrf rfhbyf rfhbyjxrf rfhectkm rfhfntkm
rfhfrfnbwf rfhfufylf rfhfvtkm rfhfvtkmrf rfhfylfi rfhfynby rfhjkbyf rfhlbyfk rfhnjirf rfkbybyf rfkmrekznjh rfktylfhm
rfnfcnhjaf rfnfgekmnf rfnfhbyf rfnthbyf rfnthbyf1988 rfnthbyrf rfntymrf rfpfyjdf rfpfynbg rfrfirf rfrnec rfvbrflpt
rfvfcenhf rfvtgbyhn rfvxfnrf rfybreks rfycthdf rhapsody rhbcnbyf rhbcnbyjxrf rhfcbdfz rhfcfdbwf rhfcfdxbr rhfcjnrf
rhfcyjlfh rhfcyjzhcr rhfdxtyrj rhfvfnjhcr rhind101 rhjrjlbk rhtdtlrj rhtyltkm ricard ricardo1 riccardo ricflair
richard0 richard1 richard2 richard3 richard4 richard7 richard8 richard9 rickster ricochet riesling riffraff rifleman
rightnow rikimaru rileydog rincewin rincewind ringding ringo123 riobravo riogrand ripken ripper ripple riptide1
river123 riverplate riverrat riversid rjcntyrj rjdfkmxer rjdfktdf rjdfktyrj rjhjkmbien rjhjktdf rjirfrgbde rjntyjr
rjntyjxtr rjrfrjkf rjvgm.nth rjyatnrf rjycnbnewbz rjycnfynby rkbvtyrj rkfdbfnehf rktjgfnhf rlzwp503 rmracing roaddogg
roadkill roadking roadrage roadrash roadrunn roadrunner roadstar roadster roadtrip robert01 robert11 robert12
robert123 robert19 robert22 robert23 robert99 roberta1 roberto1 roberts1 robertso robin123 robinhoo robinhood robocop
robotech robotics rocawear rocheste rockandr rockbott rockbottom rockcity rocker rocket rocket21 rocket69 rocket88
rocketma rocketman rockets rockets1 rockfish rockford rockhard rockhead rockhopper rockie rockies rocknrol rocknroll
rockon rockport rockroll rockshox rockstar rockstar1 rocky123 rockyboy rockydog rockytop rodman rodman91 roflcopter
roger123 roleplay roller rollover rollrock rolltide rolltide1 roma1990 roma1993 roma1995 roman123 roman222 roman777
romance1 romanenko romanova romans romanson romantik romantika romashka romeo123 rommel ronaldinho ronaldo ronaldo1
ronaldo7 ronaldo9 ronaldo99 roodypoo roofer rookie rooney10 roosevel rooster rooster1 roosters rootbeer rootedit
rosebowl rosebud rosebud1 rosebud7 rosebudd rosebuds rosedale rosehill rosemari rosenrot rosewood rossella rossigno
rostislav roswell rothmans rotten rotterda rottweil rounders rovers rovnogod roxanne1 royals roykeane rrrrrrr1
rsalinas rt6ytere rtyuehe rubber rubberdu rubble rubyrose ruffneck ruffryde rugby123 rugbyman rulesyou rulezzz runaway
runescape runescape1 runner running1 rush2112 rushmore ruslan ruslan123 russell1 russell2 russia russian7 russland
rustam rusty123 rustyboy rustydog rutabega rvgmw2gl ryjgjxrf rz93qpmq s1234567 s12345678 s123456789 s1s2s3s4
s456123789 s5r8ed67s s7fhs127 s9te949f saab9000 sabbath sabbath1 sabine sabres sabrina1 sacramen sacrific sadiedog
sadomaso safari safeu851 sagitari sahara saigon sailaway sailboat sailfish sailing sailing1 sailor sailormo sailormoon
saints sairam saisg002 saiyan sakura salamand salamander salamandra salasana saleen salinger salisbur sally123 salmon
salomon salope salsero saltanat saltlake saltydog salvatio salvator sam138989 samadams samanth1 samantha samantha1
samarkand samatron samiam sammy123 sammyboy sammycat sammydog sampson1 samson samsun samsung samsung1 samsung123
samsung2 samsung9 samtron samuel12 samurai samurai1 samuraix sanandreas sananton sanchez1 sancho sanctuar sanders1
sanders2 sandiego sandman sandman1 sandmann sandokan sandrine sandro sandrock sandy123 sandydog sanfran sanfrancisco
sangeeta sanity sanity72 sanity729 sanpedro santa234 santacla santacru santafe santana1 santana5 santeria santorin
saopaulo sapper sapphire saqartvelo sarah123 sarajane sarajevo sarasota saratoga sargsyan sasafras sascha sasha123
sasha1234 sasha12345 sasha1988 sasha1992 sasha1993 sasha1994 sasha1995 sasha1996 sasha1997 sasha2000 sasha2010
sasha2011 sasha777 sasha_007 sashadog sashenka saskatoo sasquatc sassy123 sassycat sassydog sasuke sat321321 satan666
satana satana666 sataniv1993 satchel1 satelite satellit satriani saturn saun24865709 sauron sausage sausage1 sausages
savannah1 savatage savchenko save13tx saxophon sayang sayangku sc0tland scania scanner scanner1 scarecro scarface
scarface1 scarlet scarlet1 scarlets schalke schalke0 schalke04 schastie scheisse schlampe schlange schlumpf schmidt1
schnecke schneide schnuffi school12 schoolgirlie schorsch schreibe schroede schumach schweden science1 scimitar
scirocco scooby scooby11 scooby12 scoobydo scoobydoo scooter scooter1 scooter2 scooter5 scooter6 scooter7 scooters
scorelan scoreland scorpian scorpio scorpio1 scorpio2 scorpio6 scorpio7 scorpion scorpions scorpius scotch scotland
scotsman scott123 scottie1 scottsda scotty scoubidou scoubidou2 scoubidou6 scrabble scrapland scrapper scrappy
scrappy1 scratch1 scream screamer screwbal screwyou scribble scruffy scruffy1 scubadiv scubaman scubapro scuderia
scully sd3lpgdr sd3utre7 sdsadee23 seabass1 seabee seadoo seagrams seagrave seagull seagulls seahawks seahorse
sealteam seamus seanjohn searay searcher searchin searock6 seashell seashore seatleon seattle seattle1 seattle2
sebastia sebastian1 sebastie sebastien sebora64 sebring1 secret secret12 secret123 secretar section8 security
security1 seductive seeker seemnemaailm segblue2 seinfeld sekirarr sekret select selfok2013 selhurst semenova seminole
seminoles semperf1 semperfi semprini senators seneca senha123 sensatio sensei sentinal sentinel sephirot sephiroth
septembe septembr septiembr sepultur sepultura serafima seraphim serega serega123 serenada serendip serendipity
serenity sergbest sergeeva sergeevna sergei sergey sergey123 serious1 serpent sersolution server servette service01
service1 service321 sesame sevastopol seven777 sevendus sevenof9 sevens seventee seventy7 severin severine sevilia1
sevisgur sex12345 sex4free sexaddict sexdrive sexfiend sexfreak sexgod sexiness sexisfun sexisgood sexkitte sexkitten
sexlover sexmachine sexmania sexpistols sexsells sexsex sexsexse sexslave sexstuff sexual sexxxx sexxxxxx sexxxy
sexy1234 sexybabe sexybaby sexybeas sexybeast sexybitc sexybitch sexyboy sexyfeet sexygirl sexygirls sexylady sexylegs
sexylove sexymama sexyman sexyred1 sexytime sexywife sfgiants sh4d0w3d shadow shadow00 shadow01 shadow10 shadow11
shadow12 shadow1212 shadow123 shadow13 shadow14 shadow22 shadow23 shadow69 shadow88 shadow99 shadowfa shadowfax
shadowma shadowman shadowru shadows1 shaggy shahrukh shakespe shalimar shalom shaman shamanking shameles shampoo1
shamrock shamus shane123 shaney14 shania shannara shannon1 shannon2 shaolin shaolin1 sharingan sharipov sharkman
sharks sharky sharon69 shashank shasta shaved shawshan shazam shdwlnds shearer9 shedevil sheepdog sheffiel shelby
sheldon1 shelley1 shemale shemales shenlong sherbert sherlock sherman1 shevchenko shibainu shibby shiloh shinchan
shiner shinigam shinigami shinobi shipmate shirley1 shitball shitbird shitface shitfuck shithappens shithead shithead1
shithole shitty shock123 shocker shocker1 shockers shockwav shogun shokolad shooter shooter1 shopping1 shortdog
shortman shortsto shorty shotgun shotgun1 shotokan showboat showme showtime shredder shrike01 shuang shumaher shuriken
shutup shygirl1 sibelius sidekick sideshow sidewind sidewinder sidorova siegheil siemens siemens1 sierra sierra01
siffredi sigmachi signatur sigsauer silence1 silencer silenthill silicone silkeborg sillyboy silmaril silver silver01
silver11 silver12 silver22 silver33 silver69 silver77 silver99 silverad silverado silverch silverfi silverfo silverfox
silverma silversi silverst silvestr simba123 simbacat simferopol simon123 simonsay simple simpleplan simpson1 simpsons
sinatra sinatra1 sinbad sinfonia singapor singapur sinister sinned sinner sinnfein sintesi07 siouxsie sirius sissinit
sissyboy sisyphus sithlord sixers sixflags sixpack sixtynin sixtynine sk84life sk8board sk8ordie skate123 skateboa
skateboard skater skeeter skeeter1 skeletor skibum skidmark skidoo skiing skillet skinhead skinnass skinner1 skinny
skipjack skipper skipper1 skippy skittles skorpion skorpion39 skyblue1 skyblues skydive skydive1 skydiver skyeseth
skyhawk skylar skyler skyline skyline1 skypilot skytommy skywalk1 skywalke skywalker slacker slacker1 slacking
slagelse slamdunk slammer slapnuts slapper slappy slapshot slava123 slaveboy slavik slayer slayer66 slayer666 slayer69
slayers1 sleeper sleepers sleepy sleipnir slick123 slickone slickric slider slimed123 slimshad slimshady slinky
slipknot slipknot1 slipknot666 slipper1 slippery sloneczko slot2009 slowhand slowpoke slowride slugger sluggo slutfuck
slutty slutwife smackdow smackdown smalldog smallfry smalltit smallvil smallvill smallville smartass smarties smashing
smeghead smegma smelly smellyfe smile123 smile4me smiles smiley smirnoff smirnova smith123 smiths smitty smoke420
smokedog smokeone smokepot smoker smokes smokewee smokeweed smokey smokey01 smokey12 smokie smokin smolensk smooches
smoochie smooth smoothie smudge smuggles snake123 snakebit snakeeye snakeeyes snakeman snakes snapon snapper snapper1
snapple snappy snapshot snatch sneakers sneaky snickers snickers1 sniper sniper01 sniper12 snoogans snoogins snooker
snoopdog snoopdogg snoopy snoopy12 snoopy69 snowball snowball1 snowbird snowboar snowboard snowdrop snowflak snowflake
snowhite snowman snowman1 snowmass snowshoe snowstor snowwhit snowwhite snuffles snuffy snuggles snuggles1 snusmumrik
sobaka soboleva sobriety soccer soccer09 soccer10 soccer11 soccer12 soccer123 soccer13 soccer14 soccer15 soccer16
soccer17 soccer18 soccer19 soccer20 soccer21 soccer22 soccer33 soccer69 soccer77 soccer99 sochi2014 socrates sofaking
softail softball softball1 softcore softtail software sojdlg123aljg sokolova sokrates soldier soldier1 soleil solidsna
solidsnake solitair solitari solitude solnce solnishko solnyshko solomon1 solstice something1 sommer sonata sonechka
songbird songline songohan sonic123 sonics sonnenschein sonnyboy sonofgod sonofsam sonoma sonshine sony1234
sonyericsson sonyfuck sonyvaio sooners sooners1 sophie sophie01 sophie12 sophieh6 soprano sopranos sorcerer sordfish
soreilly sorokina sorrento soso123aljg soulmate soundman soundwav souschef southbay southpar southpark southpaw
southsid southside southwes sovereig sowhat space199 spacebal spacebar spaceboy spacejam spaceman spagetti spaghett
spam967888 spanker spanking spankme spankme1 spanky spanner spanner1 spanners sparhawk sparkle sparkle1 sparkles
sparkplu sparky sparky01 sparky11 sparky12 sparky99 sparrow1 sparta spartacu spartak spartak1922 spartan spartan1
spartan11 spartan117 spartans sparticu spawn666 speaker speaker1 specboot special1 speciali specialinsta specialk
spectre spectre1 spectrum speculum speedo speedrac speedster speedy spencer1 spencer2 spencer5 sphinx spider spider10
spider12 spiderma spiderman spiderman1 spiderman3 spidey spike123 spiker spikes spikey spinnake spinner spirit
spitfire splash splatter splinter splitter sponge spongebo spongebob spooky spoonman sport123 sportage sportste
sportster sporty spotligh spotty sprewell spring spring00 spring12 spring99 springst sprint sprinter sprite sprocket
spunky spurs123 sputnik sputnik1 spyder spyglass squall squash squeak squeaker squealer squerting squirrel squirt
squirter squirtle sr20dett srilanka srinivas ssbt8ae2 ssptx452 sssssss1 ssvegeta stairway stalin stalingrad stalker
stalker1 stalker123 stalker2 stallion stallone stamford stampede standart standrew stanisla stanislav stanley1
stanley2 staples1 star1234 starbase starbuck starbucks starburs starcraf starcraft stardust starfire starfish starflee
starfleet starfuck starfury stargate stargaze stargazer stargirl starligh starlight starline starlite starman starship
start123 starter startnow startrek startrek1 starwar1 starwars starwars1 starwood stasik static station1 station2
statistika stealth stealth1 steam181 steamboa steamforums steeler steeler1 steelers steelers1 steelhea stefano steffi
steinway stella12 stellina stepan stepanov stepanova stepashka steph123 stephani stephen1 stepside stereo sterlin
steve121 steve123 stevenso stewart1 sthgrtst stickboy stickdaddy77 stickman sticks sticky stiffy stigmata stiletto
stillers stillher stimorol stimpy stinger stinger1 stingers stingray stinker stinker1 stinky stinkyfinger stockcar
stockhol stocking stockpor stocks stokecit stokrotka stomatolog stonecol stonecold stoned stones stonewal stoney
stoppedb stoppedby stormbri stormy stpiliot str8edge strange1 stranger strannik stratcat stratfor stratoca
stratocaster stratus stratus1 strawber strawberry straycat streaker streaming streetball strekoza strider strider1
strike striker striker1 strip4me stripclub stripper stroker stroller strongbo structur strummer strutter stryker
stubby student1 studio54 studioworks studly studman studmuff studmuffin stumpy stunner stunner1 stuntman stupid
stupid12 stuttgar stylus subaru sublime sublime1 submarin submissi submit subway subwoofer subzero subzero1 success
success1 success2 suckcock suckdick sucker sucker69 suckers suckfuck suckit suckit69 suckme suckmeoff suckmy1k
suckmyco suckmycock suckmydi suckmydick suckthis sudhakar sugarbea sugarbear sugardog sugarray suikoden sultan
sumitomo summer summer00 summer01 summer02 summer03 summer04 summer05 summer06 summer07 summer08 summer10 summer11
summer12 summer13 summer20 summer22 summer69 summer98 summer99 summerti summertime summit summoner sunbanna sunburst
sundance sunday sundaypunch sunderla sundevil sunfire sunflowe sunflower sunghile sunlight sunny123 sunnyboy sunnyday
sunnysid sunrise sunrise1 sunset sunsh1ne sunshin sunshin1 sunshine sunshine1 super123 superb superbad superbee
superbow superboy supercal supercar supercat supercoo supercop superdav superdog superdude superdup superduper
superfly superfre supergir supergirl superjet superma superma1 superman superman1 superman12 superman123 superman2
supermanboy supermar supermario supermax supermen supermom supernov supernova superpuper supersex superson supersonic
supersta superstar superted supertra support1 sureno13 sureshot surfboar surfcity surfer surfer69 surfing surfing1
surfside surrende surveyor survivor susanne1 suspende sustanon suzanne1 suzuki sveta123 svetasveta svetik svetlana
svetlanka svoboda swallow swallows swampfox swansong swatteam sweet123 sweet666 sweetass sweetdream sweetgirl sweethea
sweethear sweetie1 sweeties sweetnes sweetness sweetpea sweetpus sweetpussy sweets sweetu70 sweety swetlana swimmer
swimmer1 swimming swinger swinger1 swingers swinging swissair sword123 swordfis swordfish swords swordsma sycamore
sydney sydney12 sylvania sylveste symantec syncmast syncmaster syndicat synergy syracuse sys64738 sysadmin system12
system32 systemofadown syzygy t34vfrc1991 t3fkvkmj tabaluga tabasco tabbycat table54781 tabletop taburetka tacobell
tacoma tadmichaels taekwond taekwondo taganrog tagheuer tailgate tailhook tajmahal takamine takayuki take8422 takedown
takehana taliesin talisker talisman talktome tallulah talonesi tamerlan tampabay tamplier tamwsn3sja tanechka tanelorn
tangerin tangerine tango123 tanker tannenbau tanstaaf tanushka tanya123 tanyshka tarantul tarasova taratata tardis
target tarheel tarheel1 tarheels tarzan tashkent tassadar tatarin tatertot tatiana1 tatooine tattoo tatyana taurus
taxman taylor01 taylor11 taylor12 taylorma tazdevil tazman tazmania tcglyued tdeir8b2 tdfyutkbjy tdutybq tdutybz
teacher teacher1 teamlosi teamomuch teamster teamwork teaparty teardrop techdeck techn9ne technica technici technics
techno technolo tecktonik tecumseh teddy123 teddybea teddybear teenfuck teengirl teenlove teenslut teiubesc tekken
telecast telecaster telefon telefone telefono telefoon telemark telephon teleport telescop televisi televizor tema1234
temitope temp1234 tempest tempest1 templar templar1 temporar temppass temppassword temptress tenchi tenerife tennesse
tennis tennis11 tennis12 tenorsax tentacle tequiero tequila tequila1 tequilla terminat terminato terminator terorist
terrapin terrell1 terriers terror terry123 test1234 testdrive tester testerer testibil testicle testing testing1
testing123 testing2 testpass testuser teufelo7 texas123 tgbxtcrbq tgkbxfgy thailand thanatos thankgod thankyou
thebeach thebears thebeast thebeatl thebeatles theblues theboss thecakeisalie thecat thechamp theclash theclown
thecount thecrow thecure thecure1 thedevil thedog thedoors thedream thedude theend theflash theforce thegame thegame1
theghost thegirls thegreat thejoker thekid thekiller theking theking1 thekiwi1 thelast1 theman theman22 themaste
themaster thematri thematrix theone thepower theraven theresa1 theriver therock therock1 thesaint thesims thesims2
thesims3 thesnake thestone thetachi thething thetruth thewho theworld thicknes thinkbig thinkpad thinline thirdeye
thirteen thisisit thisisme thissuck thissucks thomas01 thomas10 thomas11 thomas12 thomas123 thomas13 thomas19 thomas21
thongs thor5200 thoradin thorsten threesom throatfuck throbber thuglife thuglove thugstools thumbnils thumbs thumper
thumper1 thunder thunder0 thunder1 thunder2 thunder3 thunder5 thunder6 thunder7 thunder9 thunderb thunderbird thunderc
thunders thvfrjdf tiberian tiberium tiberius tiburon tiburon1 ticketmaster tickle tickleme tickling ticklish ticktock
tiffany1 tiffany2 tiger123 tiger200 tigerboy tigercat tigereye tigerfan tigerlil tigerman tigerpaw tigers tigers01
tigers11 tigers12 tigertig tigerwoo tigerwoods tigger tigger01 tigger11 tigger12 tigger13 tigger69 tigger99 tightass
tightend tights tigrenok tiktonik timber timberla timberland timberwo timberwolf timebomb timelord timeout timepass
timeport timewarp timmy123 timosha timoshka timothy1 timoxa94 tinchair tincouch tinfloor tinhorse tinker tinkerbe
tinkerbel tinkerbell tinman tintable tintin tinuviel tipper tippmann tiramisu tiribon12 titanic titanic1 titanium
titans titleist titlover titmouse titsnass titten titties tkachenko tkbpfdtnf tlbyjhju tm371855 tmjxn151 toadfrog
toaster todiefor toejam toffee tokenbad tokiohotel tolkien tolkien1 tomahawk tomato tombraid tombraider tombston
tomcat tomcat14 tomjerry tomjones tommy123 tommyboy tommycat tommygun tommylee tomservo tomwaits tonyhawk toolman
toolshed tooltime toonarmy toonporn tooshort toosweet tootie tootsie tootsie1 topcat topdevice topdog topflite topgun
tophat topher topolino toppdogg topper topsecre topsecret topshelf toriamos torino tornado tornado1 tornados toronto
toronto1 torrente torrents tortoise toshiba toshiba1 totalwar totenkopf tottenha tottenham touchdow toughguy toulouse
toutoune towtruck toyota toyota91 toystory tracer tracker tracker1 tracksta tractor tracy123 trademan trader trader12
trafalga traffic1 trafford trailer1 trailers trainer trainman trance tranmere tranny tranquil transalp transam
transam1 transcend transexual transfor transits translator transpor trapdoor trapper trashman travel traveler travelle
travesti travolta traxdata treasure trebor treefrog treehous treetops trekbike tremendo trfnthby trfnthbyf triangle
triathlo tribbles tricky tricolor trident trident1 triforce trigger trigger1 trigger2 trillian trillium trim7gun
trinitro trinitron trinity trinity1 trinity3 trinity7 triplets tripod tripper tristan1 tristram triton triumph
triumph1 trixie trojan trojans trojans1 trombone trompete trooper trooper1 trooper2 troopers trotters trouble trouble1
trouble2 trousers troutbum trrim777 trucker trucker1 truckers trucking truckman trucks trueblue truegrit truelove
truffles trumpet trumpet1 trunks truskawka trustn01 trustno1 trustnoo trustnoone tryagain tsunami tsunami1 tttttt99
ttttttt1 tu190022 tubitzen tuczno18 tuesday tuesday1 tuesday2 tuffgong tujazopi tujheirf tulips tummybed tunafish
tundra tuning tupacshakur tuppence turambar turandot turbo911 turbodog turkey turkey50 turnip turntabl turtle turtoise
tvxtjk7r tweety twentyon twiggy twilight twinboys twinkle twinkles twinturb twisted twisted1 twister twisters twizzler
twogirls twothree tyler123 typhoon tyrik123 tyson123 u4slpwra uaeuaeman ublhjgjybrf ubvyfpbz uekmyfhf ufdibyjd
ufgyndmv ufhhbgjnnth ufhvjybz ufkbyf ufkfrnbrf ufkxjyjr uhbujhbq uhfdbwfgf uhtqneyu uiegu451 ujhjl312 ujkjdjkjvrf
ukflbfnjh ukflbjkec ukqmwhj6 ultima ultimate ultra123 ultraman umbrella ummagumma umpire unb4g9ty uncencored unclebob
unclesam undead underdog undergro underhil undernet underpar undertak undertaker undertow underwat underwoo underwor
unforgiv unforgiven unicorn unicorn1 united99 universa universi unknown1 unlimite unreal up9x8rww uptheass upyours
uranus urlacher ursitesux usarmy usermane username usethis1 usmarine usmc0311 usmc1775 usnavy usuckballz1 utahjazz
uthvfybz utjuhfabz utjvtnhbz uto29321 utopia utyyflbq uuuuuuu1 uvmrysez v123456789 vacation vader123 vaffanculo
vagabond vagina vakantie valdemar valdepen valentin valentina valera valeria1 valerie1 valeriya valhalla valkiria
valkyrie valleywa vampir vampire vampire1 vancouve vandamme vanechka vanessa1 vangelis vanguard vanhalen vanilla
vanilla1 vanyarespekt varadero varvara vaseline vasileva vasilina vasilisa vasilisk vatoloco vauxhall vaz21074
vaz21093 vaz21099 vbhjckfd vbhjckfdf vbhjh123 vbhjndjhtw vbitymrf vbnhjafy vector vectra vedder vegas123 vegeta
vehpbkrf vehpbr vehvfycr velosiped velvet vendetta venera venezuel vengence venom121293 venom123 ventura1 venture1
vepsrfyn verbatim verboten vergesse vergeten veritas veritas1 veritech verizon verizon1 vermont vermont1 verochka
veronika veroniqu versace vertigo verycool verygood verygoodbot verymuch verynice verysexy vespucci vetteman vfczyz
vfhbfyyf vfhbyf vfhbyfvfhbyf vfhbyjxrf vfhecmrf vfhecz vfhnsirf vfhnsyjdf vfhufhbnf vfhufhbnrf vfhvtkfl vfhvtkflrf
vfibyf vfiekmrf vfitymrf vfkmdbyf vfksirf vfktymrfz vflfufcrfh vfnbkmlf vfnhjcrby vfntvfnbrf vfpfafrf vfrcbv vfrcbv123
vfrcbvec vfrcbvev vfrcbvjd vfrcbvjdf vfrcbvrf vfrcbvvfrcbv vfrfhjdf vfrfhjys vfuyjkbz vfvekbxrf vfvekmrf vfvektxrf
vfvekz vfvf2011 vfvfbgfgf vfvfgfgf vfvfgfgf123 vfvfgfgfz vfvfktyf vfvfvskfhfve vfvjxrf vfylfhby vfylfhbyrf vfyxtcnth
vg08k714 viagra vibrator vicecity vicelord victoire victoria1 victoriya victory victory1 victory7 videogam videoman
viewsoni viewsonic vika1995 vika1996 vika1998 vika2010 vika2011 viking vikings vikings1 vikings2 viktor viktoria
viktorija viktoriy viktoriya villevalo vinbylrj vincent1 vinicius vinograd vintage vintelok violator violentj violetta
violin viper123 vipergts viperman vipers virgin virginie virtuagirl vishenka visigoth vision visionar vitalik vitalik1
vitalina vitalogy vitamin vitamine vittoria vittorio vivahate vivitron vjcrdf vjhjpjdf vjhrjdrf vjkjrj vjnjhjkf
vjqgfhjkm vjzctvmz vjzgjxnf vkfwx046 vkontakte vlad1234 vlad1994 vlad1995 vlad1996 vlad1997 vlad1998 vlad2011 vlad7788
vladik vladimir vladimir1 vladimirovna vladislav vladislava vladvlad vodafone volcom voldemar volgograd volition
volkodav volkov volkswag volkswagen volley volleyba voltaire voluntee volvo240 volvo850 volvos40 volvos60 volvos80
volvov70 vonnegut voodoo voronina vortex vova12345 vova1992 vova1994 vovan_lt vovochka voyager voyager1 voyager2
voyeur vqsablpzla vsegda vsevolod vsjasnel12 vthctltc vthokies vthrehbq vtldtltd vtufgjkbc vulcan vurdf5i2 vw198m2n
vwpassat vyjujnjxbt w1234567 w1w2w3w4 w2dlww3v5p w8gkz2x1 wachovia wachtwoord waffenss waffle wagoneer waheguru
wakeboar waldemar walhalla walkman555 wallace1 wallace2 walleye walleye1 wallpape wallstre wallstreet walmart walnut
walrus walter34 wanderer wanker wantsome wapapapa wapbbs wapbbs_1 war3demo waratsea warchild warcraft warcraft1
warcraft3 wareagle warehous wargames warhamer warhamme warhammer warhammer40k warhorse warlock warlock1 warlord
warlord1 warrior warrior1 warrior2 warrior3 warriors warspite warszawa wartburg warthog was.here wasabi wasdwasd
wasdwasd1 washingt washingto wasser wassup watcher watchmen watchout water123 waterboy waterfal waterloo watermel
watermelon waterpol waterpolo waterski wavmanuk wayfarer wazzkaprivet wcksdypk wcrfxtvgbjy wdtnjxtr weare138 weasel
weather1 webhompas webhompass webmaste webmaster websol76 websolutions websolutionssu webster1 websters webuivalidat
wednesda weedhead weetabix weezer weihnachte weihnachten weihnachtsbau weihnachtsbaum wejrpfpu welcom welcome welcome0
welcome01 welcome1 welcome12 welcome123 welcome2 welcome4 welcome5 welcome7 welcome8 welder welkom01 wellcome welldone
wellhung wellingt welshman wenef45313 werder werewolf weronika wert1234 werthvfy werty123 wessonnn west1234 westbrom
westcoas westcoast western1 westham westham1 westlife westport westside westwind westwing westwood wethepeople
wetpussy wetwilly wetworks wg8e3wjf wharfrat whatever whatever1 whatisit whatluck whatsup whatthef whatthefuck
whattheh whatthehell wheaties wheels whiplash whirling whiskers whiskey whiskey1 whisky whisper whisper1 whistler
whiteboy whitecat whitedog whitehea whiteout whitepower whitesox whitesta whitetai whitetail whitewol whitewolf whitey
whitney1 whoareyou whocares whodaman whoknows whoopass whosyourdaddy whynot whynotme whytesha wibble wicked wideglid
wideopen widespre wifey200 wiktoria wildbill wildblue wildcard wildcat wildcat1 wildcats wildchil wildfire wildman
wildman1 wildroid wildrose wildside wildstar wildthin wildthing wildwest wildwood william0 william1 william2 william3
william4 william6 william7 william8 williamj williamm williams1 willie12 willow willow01 willy123 willyboy winchest
windmill windows windows1 windows2 windows9 windsong windsor windsor1 windstar windsurf wingchun wingman wingnut
wingzero winner winner12 winner69 winnipeg261 winston winston1 winston2 winston6 winstons winter winter00 winter01
winter11 winter12 winter99 wintermu winxclub wisconsi wisdom wishbone wishmaster wisteria withlove wizard wizard12
wizardry wladimir wltfg4ta wmegrfux wnmaz7sd wolfgang wolfie wolfman wolfman1 wolfpac wolfpack wolverin wolverine
wolves wombat womersle wonderbo wonderboy wonderbr wonderfu wonderwall wonderwo wonderwoman wonkette woodbird woodchuc
wooddoor woodduck woodfish woodie woodland woodlawn woodpony woodsink woodstoc woodstock woodwind woodwork woody123
woofer woofwoof woohoo wookie wordlife wordpass workhard worksuck world123 worldcom worldcup worldnet worldwar
worldwid wormix wormwood wow12345 wowlook1 wp2003wp wpoolejr wraith wrangler wrench wrest666 wrestle wrestle1 wrestlin
wrestling1 wrinkle1 wrinkle5 wrinkles writerspace wrongway wtpmjgda wutang wutang36 wwr8x9pu wwwwwww1 x002tp00
x4ww5qdr x72jhhu3z xaccess2 xakep1234 xanadu xavier xboxlive xcalibur xcountry xenocide xenogear xenophon xerxes
xexeylhf xfiles xiaoyua123 xohzi3g4 xpressmusic xsvnd4b2 xsw21qaz xsw23edc xthtgfirf xtreme xtutdfhf xufrgemw xxx12345
xxxp455w0rd5 xxxpass xxxxxxx1 xyh28af4 xzsawq21 yaglasph yamaha yamaha12 yamahar1 yamahar6 yamakasi yankee yankeemp
yankees yankees0 yankees1 yankees2 yankees3 yankees4 yankees7 yankees9 yanochka yanshi1982 yardbird yaroslav yasacrac
yasuhiro ybrbnbyf ybrbnf ybrbnf_25 ybrbnjcbr ybrjkfq ybrjkftd ybrjkftdbx ybrjkftdyf ycwvrxxh yeahbaby yeahrigh
yeahright year2000 year2005 yelena03 yellow yellow12 yellow22 yes90125 yesterda yfcnfcmz yfcntymrf yfcnz123 yfcnzvjz
yfcnzyfcnz yfdbufnjh yfeiybrb yfgjktjy yfhrjnbrb yfltymrf yfnfif yfnfitymrf yfnfkb yfnfkmz yfxfkmybr ygfxbkgt yggdrasi
yingyang yjdbrjdf yjdjcnbf yjdsqgfhjkm yjdsqujl yjdujhjl yjhbkmcr ym3cautj yogibear yomama yorkshir yorktown yosemite
youandme youngone yourmama yourmom yourmom1 yourname yousuck yousuck1 yoyoma yqlgr667 yqmbevgk yr8wdxcq ytdxz2ca
ytngfhjkz ytnhjufnm ytrewq ytrhjvfyn ytyfdbcnm yugioh yuitre12 yujyd360 yvtte545 yxkck878 yy5rbfsc yyyyyyy1 yzerman
yzerman1 z1234567 z123456789 z123456z z1x2c3v4 z1x2c3v4b5 z1x2c3v4b5n6m7 z1z2z3z4 z3cn2erv zacharia zachary1 zaharova
zalupa zanzibar zaphod zaphod42 zaq!2wsx zaq11qaz zaq12345 zaq123wsx zaq12qaz zaq12wsx zaq1xsw2 zaq1xsw2cde3 zaqwsx
zaqwsx123 zaqwsxcde zaqwsxcderfv zaqxsw zaqxsw123 zaqxswcde zaratustra zaraza zarina zasranec zaxscdvf zcfvfzkexifz
zcxfcnkbdf zcxfcnkbdfz zebra123 zemanova zenit2011 zenith zephyr zeppelin zerocool zesyrmvu zhjckfd zhjckfdf zhongguo
zhuang zidane zidane10 zigazaga ziggy123 zigzag zildjian zimmerma zinedine zipdrive zipper zippy123 zjses9evpa
zldej102 zodiac zoidberg zoloto zolushka zombie zombie13 zootsuit zorro123 zpflhjn1 zqjphsyf6ctifgu zrjdktdf zse45rdx
zse4xdr5 zsecyus56 zucchero zvezda zx123456 zx123456789 zxasqw12 zxc12345 zxc123456 zxc123zxc zxcasd zxcasd123
zxcasdqw zxcasdqwe zxcasdqwe123 zxcqweasd zxcv1234 zxcv4321 zxcvasdf zxcvb123 zxcvb1234 zxcvb12345 zxcvbasdfg zxcvbn
zxcvbn12 zxcvbn123 zxcvbn123456 zxcvbnm zxcvbnm. zxcvbnm1 zxcvbnm12 zxcvbnm123 zxcvbnm123456789 zxcvbnma zxcvbnmm
zxcvbnmz zxcvfdsa zxcvvcxz zz123456 zz8807zpl zzxxccvv zzzxxx zzzxxxccc zzzzxxxx zzzzzzz1
"""
