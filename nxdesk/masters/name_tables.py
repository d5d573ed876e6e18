"""Names and places that companies are made of: kanji with kana and, for mail addresses, Latin letters."""

_LAST = """
佐藤サトウsato 鈴木スズキsuzuki 高橋タカハシtakahashi 田中タナカtanaka 渡辺ワタナベwatanabe 伊藤イトウito 山本ヤマモトyamamoto
中村ナカムラnakamura 小林コバヤシkobayashi 加藤カトウkato 吉田ヨシダyoshida 山田ヤマダyamada 佐々木ササキsasaki 山口ヤマグチyamaguchi
松本マツモトmatsumoto 井上イノウエinoue 木村キムラkimura 林ハヤシhayashi 斎藤サイトウsaito 清水シミズshimizu 山崎ヤマザキyamazaki
森モリmori 池田イケダikeda 橋本ハシモトhashimoto 阿部アベabe 石川イシカワishikawa 山下ヤマシタyamashita 中島ナカジマnakajima
石井イシイishii 小川オガワogawa 前田マエダmaeda 岡田オカダokada 長谷川ハセガワhasegawa 藤田フジタfujita 後藤ゴトウgoto
近藤コンドウkondo 村上ムラカミmurakami 遠藤エンドウendo 青木アオキaoki 坂本サカモトsakamoto 福田フクダfukuda 太田オオタota
西村ニシムラnishimura 藤井フジイfujii 岡本オカモトokamoto 藤原フジワラfujiwara 金子カネコkaneko 三浦ミウラmiura 中野ナカノnakano
原田ハラダharada 松田マツダmatsuda 竹内タケウチtakeuchi 小野オノono 田村タムラtamura 中山ナカヤマnakayama 和田ワダwada
石田イシダishida 森田モリタmorita 上田ウエダueda 原ハラhara 内田ウチダuchida 柴田シバタshibata 酒井サカイsakai 宮崎ミヤザキmiyazaki
横山ヨコヤマyokoyama 高木タカギtakagi 安藤アンドウando 宮本ミヤモトmiyamoto 大野オオノono 小島コジマkojima 工藤クドウkudo
谷口タニグチtaniguchi 今井イマイimai 高田タカダtakada 増田マスダmasuda 丸山マルヤマmaruyama 杉山スギヤマsugiyama 村田ムラタmurata
大塚オオツカotsuka 新井アライarai 小山コヤマkoyama 平野ヒラノhirano 河野コウノkono 藤本フジモトfujimoto 村井ムライmurai
武田タケダtakeda 上野ウエノueno 松井マツイmatsui 菅原スガワラsugawara 久保クボkubo 千葉チバchiba 岩崎イワサキiwasaki
桜井サクライsakurai 野口ノグチnoguchi 松尾マツオmatsuo 木下キノシタkinoshita 菊地キクチkikuchi 佐野サノsano 杉本スギモトsugimoto
五十嵐イガラシigarashi 大西オオニシonishi 北村キタムラkitamura 安田ヤスダyasuda 西田ニシダnishida 矢野ヤノyano 熊谷クマガイkumagai
"""

_MEN = """
翔太ショウタshota 大輔ダイスケdaisuke 健太ケンタkenta 拓也タクヤtakuya 誠マコトmakoto 隆タカシtakashi 浩ヒロシhiroshi
学マナブmanabu 直樹ナオキnaoki 哲也テツヤtetsuya 達也タツヤtatsuya 和也カズヤkazuya 剛ツヨシtsuyoshi 豊ユタカyutaka
亮リョウryo 淳ジュンjun 茂シゲルshigeru 進ススムsusumu 修オサムosamu 明アキラakira 聡サトシsatoshi 大樹ダイキdaiki
裕太ユウタyuta 雄一ユウイチyuichi 健一ケンイチkenichi 正樹マサキmasaki 康弘ヤスヒロyasuhiro 俊介シュンスケshunsuke 涼リョウryo
蓮レンren 悠斗ユウトyuto 陽介ヨウスケyosuke 慎也シンヤshinya 孝之タカユキtakayuki 秀樹ヒデキhideki 義男ヨシオyoshio
一郎イチロウichiro 次郎ジロウjiro 三郎サブロウsaburo 勇イサムisamu 洋平ヨウヘイyohei 祐介ユウスケyusuke 貴志タカシtakashi
"""

_WOMEN = """
陽子ヨウコyoko 恵子ケイコkeiko 裕子ユウコyuko 久美子クミコkumiko 由美ユミyumi 真由美マユミmayumi 直美ナオミnaomi
智子トモコtomoko 愛アイai 美咲ミサキmisaki 彩アヤaya 葵アオイaoi 麻衣マイmai 舞マイmai 恵メグミmegumi 香織カオリkaori
幸子サチコsachiko 和子カズコkazuko 洋子ヨウコyoko 明美アケミakemi 千尋チヒロchihiro 優香ユウカyuka 沙織サオリsaori
奈々ナナnana 結衣ユイyui 遥ハルカharuka 綾子アヤコayako 純子ジュンコjunko 典子ノリコnoriko 悦子エツコetsuko
早紀サキsaki 瞳ヒトミhitomi 理恵リエrie 桃子モモコmomoko 雅美マサミmasami 千春チハルchiharu 美穂ミホmiho 亜希アキaki
"""

_FOREIGN = """
グエングエンnguyen リンリンlin スミススミスsmith ガルシアガルシアgarcia キムキムkim
"""

_PLACES = """
100-0005|東京都|千代田区|丸の内|トウキョウトチヨダクマルノウチ|03
160-0022|東京都|新宿区|新宿|トウキョウトシンジュククシンジュク|03
154-0004|東京都|世田谷区|太子堂|トウキョウトセタガヤクタイシドウ|03
192-0081|東京都|八王子市|横山町|トウキョウトハチオウジシヨコヤマチョウ|042
190-0012|東京都|立川市|曙町|トウキョウトタチカワシアケボノチョウ|042
220-0011|神奈川県|横浜市西区|高島|カナガワケンヨコハマシニシクタカシマ|045
222-0033|神奈川県|横浜市港北区|新横浜|カナガワケンヨコハマシコウホククシンヨコハマ|045
210-0007|神奈川県|川崎市川崎区|駅前本町|カナガワケンカワサキシカワサキクエキマエホンチョウ|044
252-0231|神奈川県|相模原市中央区|相模原|カナガワケンサガミハラシチュウオウクサガミハラ|042
330-0854|埼玉県|さいたま市大宮区|桜木町|サイタマケンサイタマシオオミヤクサクラギチョウ|048
350-1123|埼玉県|川越市|脇田本町|サイタマケンカワゴエシワキタホンチョウ|049
260-0028|千葉県|千葉市中央区|新町|チバケンチバシチュウオウクシンマチ|043
277-0005|千葉県|柏市|柏|チバケンカシワシカシワ|04
310-0015|茨城県|水戸市|宮町|イバラキケンミトシミヤマチ|029
060-0002|北海道|札幌市中央区|北二条西|ホッカイドウサッポロシチュウオウクキタニジョウニシ|011
980-0021|宮城県|仙台市青葉区|中央|ミヤギケンセンダイシアオバクチュウオウ|022
950-0087|新潟県|新潟市中央区|東大通|ニイガタケンニイガタシチュウオウクヒガシオオドオリ|025
380-0823|長野県|長野市|南千歳|ナガノケンナガノシミナミチトセ|026
420-0852|静岡県|静岡市葵区|紺屋町|シズオカケンシズオカシアオイクコウヤマチ|054
430-0926|静岡県|浜松市中央区|砂山町|シズオカケンハママツシチュウオウクスナヤマチョウ|053
450-0002|愛知県|名古屋市中村区|名駅|アイチケンナゴヤシナカムラクメイエキ|052
460-0008|愛知県|名古屋市中区|栄|アイチケンナゴヤシナカクサカエ|052
600-8216|京都府|京都市下京区|東塩小路町|キョウトフキョウトシシモギョウクヒガシシオコウジチョウ|075
530-0001|大阪府|大阪市北区|梅田|オオサカフオオサカシキタクウメダ|06
542-0076|大阪府|大阪市中央区|難波|オオサカフオオサカシチュウオウクナンバ|06
590-0028|大阪府|堺市堺区|三国ヶ丘御幸通|オオサカフサカイシサカイクミクニガオカミユキドオリ|072
650-0021|兵庫県|神戸市中央区|三宮町|ヒョウゴケンコウベシチュウオウクサンノミヤチョウ|078
700-0024|岡山県|岡山市北区|駅元町|オカヤマケンオカヤマシキタクエキモトマチ|086
732-0822|広島県|広島市南区|松原町|ヒロシマケンヒロシマシミナミクマツバラチョウ|082
812-0012|福岡県|福岡市博多区|博多駅中央街|フクオカケンフクオカシハカタクハカタエキチュウオウガイ|092
802-0001|福岡県|北九州市小倉北区|浅野|フクオカケンキタキュウシュウシコクラキタクアサノ|093
860-0047|熊本県|熊本市西区|春日|クマモトケンクマモトシニシクカスガ|096
900-0015|沖縄県|那覇市|久茂地|オキナワケンナハシクモジ|098
"""

Name = tuple[str, str, str]
Place = tuple[str, ...]


def _names(table: str) -> tuple[Name, ...]:
    return tuple(_name(entry) for entry in table.split())


def _name(entry: str) -> Name:
    """`佐藤サトウsato`: katakana begins where the reading does, Latin letters end it; names in kana stand twice."""
    latin = entry.lstrip("".join(c for c in entry if not c.isascii()))
    written = entry.removesuffix(latin)
    first = next((n for n, c in enumerate(written) if "ァ" <= c <= "ー"), 0)
    if first == 0:
        half = len(written) // 2
        return written[:half], written[half:], latin
    return written[:first], written[first:], latin


LAST_NAMES = _names(_LAST)
MEN = _names(_MEN)
WOMEN = _names(_WOMEN)
FOREIGN_NAMES = _names(_FOREIGN)
NATIONALITIES = {"グエン": "ベトナム", "リン": "台湾", "スミス": "アメリカ合衆国", "ガルシア": "フィリピン", "キム": "韓国"}
PLACES: tuple[Place, ...] = tuple(tuple(line.split("|")) for line in _PLACES.split())
"""郵便番号, 都道府県, 市区町村, town, its kana, 市外局番."""
